import { readFile } from 'node:fs/promises';
import { closestName, codeUrl, invalid, parseJson } from '@nestvec/core/kit';

/** Sets of prompts of ours by name, `{c}` in place of the class. A class's vector is the mean over its prompts. */
const ownSets: Readonly<Record<string, readonly string[]>> = {
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

/** By language, then by name. */
type ReferenceSets = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * A set of prompts by its name and language: of ours, which are English, or of CLIP_benchmark's, such as `imagenet1k`, and `nllb`, which a
 * machine translated into 90 languages. Rejects with `invalid-input` for a set that there is not.
 */
export async function templateSet(name: string, language: string): Promise<readonly string[]> {
  const own = Object.hasOwn(ownSets, name) ? ownSets[name] : undefined;
  if (own !== undefined) {
    if (language === 'en') return own;
    throw invalid(
      'options.language',
      `${name} is in en alone; give prompts, or a set in ${language}`,
    );
  }
  const sets = await referenceSets();
  const languages = Object.keys(sets).filter((one) => Object.hasOwn(sets[one] ?? {}, name));
  if (languages.length === 0) throw invalid('options.templates', unknownName(name, sets));
  const found = languages.includes(language) ? sets[language]?.[name] : undefined;
  if (found !== undefined) return found;
  throw invalid(
    'options.language',
    `${name} is there in ${languages.join(', ')}, not in ${language}`,
  );
}

function unknownName(name: string, sets: ReferenceSets): string {
  const names = [
    ...Object.keys(ownSets),
    ...new Set(Object.values(sets).flatMap((own) => Object.keys(own))),
  ];
  const closest = closestName(name, names);
  const advice = closest === undefined ? `one of ${names.join(', ')}` : `did you mean ${closest}?`;
  return `${name} is not a set of prompts; give prompts, or ${advice}`;
}

async function referenceSets(): Promise<ReferenceSets> {
  const file = new URL('../../templates/clip-benchmark.json', codeUrl(import.meta.url));
  return parseJson(await readFile(file, 'utf8')) as ReferenceSets; // made by golden/templates.py
}
