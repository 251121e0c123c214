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
  if (typeof query === 'string') return { text: query };
  if (!isPlainObject(query))
    throw invalid('query', `must be a text, { text } or { image }, got ${describeValue(query)}`);
  const unknown = Object.keys(query).find((name) => name !== 'text' && name !== 'image');
  if (unknown !== undefined)
    throw invalid(`query.${unknown}`, 'is unknown; a query is { text } or { image }');
  const { text, image } = query;
  if (text !== undefined && image !== undefined)
    throw invalid('query', 'has a text and an image, of which one would be ignored; give one');
  if (image !== undefined) return { image };
  if (text !== undefined) return { text };
  throw invalid('query', 'has neither a text nor an image');
}
