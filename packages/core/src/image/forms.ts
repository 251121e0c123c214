import type { ImageInput } from '../embedder/content.ts';
import { describeImage, isUrl } from './describe.ts';
import { imageError } from './image-error.ts';

/** The forms that an image can be given in. `path` is a file of this machine, also by a `file:` URL; `bytes` are those of a Blob or a stream as well. */
export const imageForms = ['path', 'url', 'data', 'base64', 'bytes'] as const;

/** One of the forms that an image can be given in. */
export type ImageForm = (typeof imageForms)[number];

/** The form that an image is given in. A URL of any scheme that is not http or https counts as a path: it leads to this machine, or nowhere. */
export function formOfImage(input: ImageInput): ImageForm {
  if (typeof input === 'string') return formOfText(input);
  if (input instanceof URL) return formOfText(input.href);
  if ('base64' in input) return /^data:/i.test(input.base64) ? 'data' : 'base64';
  return 'bytes';
}

function formOfText(text: string): ImageForm {
  if (/^data:/i.test(text)) return 'data';
  return isUrl(text) && /^https?:/i.test(text) ? 'url' : 'path';
}

const called: Readonly<Record<ImageForm, string>> = {
  path: 'a path',
  url: 'a URL',
  data: 'a data: URL',
  base64: 'base64',
  bytes: 'bytes',
};

/** Throws `image` for an image in a form that is not among those allowed. Nothing is opened. */
export function checkImageForm(input: ImageInput, allow: readonly ImageForm[]): void {
  const form = formOfImage(input);
  if (allow.includes(form)) return;
  const taken = allow.map((one) => called[one]).join(' or ');
  throw imageError(
    describeImage(input),
    'unsupported-input',
    `is ${called[form]}, which is not taken here; give ${taken === '' ? 'a text' : taken}`,
  );
}
