/** Sets of prompts by name, `{c}` in place of the class. A class's vector is the mean over its prompts. */
export const templateSets: Readonly<Record<'plain' | 'photo' | 'drawing', readonly string[]>> = {
  /** The class's name alone. */
  plain: ['{c}'],
  photo: [
    'a photo of a {c}.',
    'a close-up photo of a {c}.',
    'a bright photo of a {c}.',
    'a dark photo of a {c}.',
    'a cropped photo of the {c}.',
    'a photo of one {c}.',
    'a photo of the large {c}.',
    'a photo of the small {c}.',
  ],
  drawing: [
    'a drawing of a {c}.',
    'an image of a {c}.',
    'an icon of a {c}.',
    'a simple sketch of the {c}.',
  ],
};
