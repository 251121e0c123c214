import type { Content, ImageInput } from '../embedder/content.ts';
import { invalid } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';

/** What is looked for: a text or an image; a bare string is a text. */
export type Query =
  | string
  | { readonly text: string; readonly image?: undefined }
  | { readonly image: ImageInput; readonly text?: undefined };

/** The content to embed. Throws `invalid-input` unless it is exactly one. */
export function queryContent(query: Query): Content {
  if (typeof query === 'string') return { text: checkedText(query, 'query') };
  if (!isPlainObject(query))
    throw invalid('query', `must be a text, { text } or { image }, got ${describeValue(query)}`);
  const unknown = Object.keys(query).find((name) => name !== 'text' && name !== 'image');
  if (unknown !== undefined)
    throw invalid(`query.${unknown}`, 'is unknown; a query is { text } or { image }');
  const { text, image } = query;
  if (text !== undefined && image !== undefined)
    throw invalid('query', 'has a text and an image, of which one would be ignored; give one');
  if (image !== undefined) return { image: checkedImage(image) };
  if (text !== undefined) return { text: checkedText(text, 'query.text') };
  throw invalid('query', 'has neither a text nor an image');
}

function checkedText(text: unknown, path: string): string {
  if (typeof text !== 'string' || !text.isWellFormed())
    throw invalid(path, `must be a well-formed string, got ${describeValue(text)}`);
  return text;
}

/** Whether it is an image at all; the embedder says what is wrong with one. */
function checkedImage(image: ImageInput): ImageInput {
  const given: unknown = image;
  if (typeof given !== 'string' && (typeof given !== 'object' || given === null))
    throw invalid(
      'query.image',
      `must be a path, a URL, bytes or { base64 }, got ${describeValue(given)}`,
    );
  return image;
}
