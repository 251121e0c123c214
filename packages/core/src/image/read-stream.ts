import { isNestvecError, messageOf } from '../errors.ts';
import { imageError } from './image-error.ts';
import { tooManyBytes } from './too-many-bytes.ts';

/** Collects a stream and stops it as soon as it is over the limit or the signal fires. */
export async function readStream(
  stream: AsyncIterable<unknown>,
  source: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted();
      if (!(chunk instanceof Uint8Array)) {
        throw imageError(source, 'unsupported-input', `streams ${typeof chunk}, not Uint8Array`);
      }
      length += chunk.byteLength;
      if (length > maxBytes) throw tooManyBytes(source, 'more', maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (isNestvecError(error)) throw error;
    throw imageError(source, 'unreadable', `broke off (${messageOf(error)})`, error);
  }
  return Buffer.concat(chunks);
}
