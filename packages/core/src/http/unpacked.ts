import type { IncomingMessage } from 'node:http';
import { pipeline, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** What unpacks a body; `zstd` is newer than the oldest Node that is supported. */
const unpackers: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['deflate', () => zlib.createInflate()],
  ['br', () => zlib.createBrotliDecompress()],
  ...('createZstdDecompress' in zlib ? [['zstd', () => zlib.createZstdDecompress()] as const] : []),
]);

/** Some answer compressed though it was not asked for. A bomb is stopped by the reader, which counts what comes out. */
export function unpacked(
  response: IncomingMessage,
  fail: (problem: string) => Error,
): AsyncIterable<Uint8Array> {
  const names = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length === 0) return response;
  const [make] = names.flatMap((name) => unpackers.get(name) ?? []);
  if (names.length > 1 || make === undefined) {
    response.destroy();
    throw fail(`was answered compressed as ${names.join(', ').slice(0, 100)}, which is not read`);
  }
  // Its error is that of the reading below.
  return pipeline(response, make(), () => {});
}
