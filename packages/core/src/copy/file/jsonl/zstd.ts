import * as zlib from 'node:zlib';
import { unsupported } from '../../../errors.ts';

/** Whether this Node has zstd: from 22.15 and 23.8 on. */
const hasZstd: boolean = typeof zlib.createZstdCompress === 'function';

/** Throws `unsupported` on a Node without zstd. */
export function checkZstd(path: string): void {
  if (hasZstd) return;
  throw unsupported(
    `zstd, which ${path} is packed by`,
    `Node ${process.versions.node}`,
    'use Node 22.15 or newer, or a file that ends in .jsonl.gz',
  );
}

/**
 * Unpacks any number of frames, one after the other. Node's own stream ends at the first and drops what else was handed over
 * with its end.
 */
export async function* unpackZstd(
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = packed[Symbol.asyncIterator]();
  let rest: Uint8Array | undefined;
  const next = async (): Promise<Uint8Array | undefined> => {
    const chunk = rest;
    rest = undefined;
    if (chunk !== undefined) return chunk;
    const result = await chunks.next();
    return result.done === true ? undefined : result.value;
  };
  try {
    for (;;) {
      const first = await next();
      if (first === undefined) return;
      rest = first;
      const decoder = zlib.createZstdDecompress();
      const feed = async (): Promise<void> => {
        let given = 0;
        for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
          given += chunk.length;
          await write(decoder, chunk);
          const left = given - decoder.bytesWritten;
          if (left === 0) continue;
          rest = chunk.subarray(chunk.length - left);
          break;
        }
        decoder.end();
      };
      const feeding = feed();
      feeding.catch(() => {}); // what fails here ends the decoder as well
      yield* decoder as AsyncIterable<Uint8Array>; // a stream of bytes
      await feeding;
    }
  } finally {
    await chunks.return?.();
  }
}

async function write(decoder: zlib.ZstdDecompress, chunk: Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    decoder.write(chunk, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
