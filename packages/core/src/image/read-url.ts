import { fileURLToPath } from 'node:url';
import { messageOf } from '../errors.ts';
import { decodeDataUrl } from './base64.ts';
import { describeImage } from './describe.ts';
import type { HttpReader } from './http.ts';
import { imageError } from './image-error.ts';
import type { ImageLimits } from './limits.ts';
import { readPath } from './read-path.ts';

/** Reads a `file:`, `data:`, `http:` or `https:` URL. */
export async function readUrl(
  href: string,
  limits: ImageLimits,
  http: HttpReader,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const source = describeImage(href);
  // Not parsed: a long one takes long, and its text is the data.
  if (/^data:/i.test(href)) return decodeDataUrl(href, source, limits.maxBytes);
  if (!URL.canParse(href)) throw imageError(source, 'unsupported-input', 'is not a valid URL');
  const url = new URL(href);
  if (url.protocol === 'http:' || url.protocol === 'https:') return await http.read(url, signal);
  if (url.protocol !== 'file:') {
    throw imageError(
      source,
      'unsupported-input',
      `${url.protocol} URLs are not read; file:, data:, http: and https: are`,
    );
  }
  let path: string;
  try {
    path = fileURLToPath(url);
  } catch (error) {
    throw imageError(source, 'unsupported-input', messageOf(error), error);
  }
  return await readPath(path, limits, signal);
}
