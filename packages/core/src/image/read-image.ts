import type { ImageInput } from '../embedder/content.ts';
import { decodeWritten } from './base64.ts';
import { describeImage, isUrl } from './describe.ts';
import type { HttpReader } from './http.ts';
import { imageError } from './image-error.ts';
import type { ImageLimits } from './limits.ts';
import { readPath } from './read-path.ts';
import { readStream } from './read-stream.ts';
import { readUrl } from './read-url.ts';
import { tooManyBytes } from './too-many-bytes.ts';

/** The bytes of an image's file, whatever form it comes in; at most `maxBytes`, and never 0. */
export async function readImage(
  input: ImageInput,
  limits: ImageLimits,
  http: HttpReader,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const bytes = await readAny(input, limits, http, signal);
  const source = describeImage(input);
  if (bytes.byteLength > limits.maxBytes)
    throw tooManyBytes(source, bytes.byteLength, limits.maxBytes);
  if (bytes.byteLength === 0) throw imageError(source, 'not-an-image', 'is empty');
  return bytes;
}

async function readAny(
  input: ImageInput,
  limits: ImageLimits,
  http: HttpReader,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const source = describeImage(input);
  const { maxBytes } = limits;
  if (typeof input === 'string') {
    return isUrl(input)
      ? await readUrl(input, limits, http, signal)
      : await readPath(input, limits, signal);
  }
  if (input instanceof URL) return await readUrl(input.href, limits, http, signal);
  if (input instanceof Uint8Array) return input;
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (input instanceof Blob) {
    if (input.size > maxBytes) throw tooManyBytes(source, input.size, maxBytes);
    return new Uint8Array(await input.arrayBuffer());
  }
  if (Symbol.asyncIterator in input) return await readStream(input, source, maxBytes, signal);
  return decodeWritten(input.base64, source, maxBytes);
}
