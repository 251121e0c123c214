import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { aborted, type CallOptions, throwIfAborted } from '../async/signal.ts';

const sha1Digits = 40;

/** The checksum of a file by the kind of `oid`: SHA-256, or the SHA-1 that git gives a blob, which covers its length too. */
export async function fileOid(path: string, oid: string, options?: CallOptions): Promise<string> {
  throwIfAborted(options, 'verifying a file');
  const isGit = oid.length === sha1Digits;
  const hash = createHash(isGit ? 'sha1' : 'sha256');
  if (isGit) hash.update(`blob ${(await stat(path)).size}\0`);
  // A stream knows `signal: undefined` as no signal, its types do not.
  const signal = options?.signal === undefined ? {} : { signal: options.signal };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024, ...signal })) {
      // A stream of a file without an encoding gives Buffers.
      hash.update(chunk as Buffer);
    }
  } catch (error) {
    if (options?.signal?.aborted) throw aborted('verifying a file', options.signal.reason);
    throw error;
  }
  return hash.digest('hex');
}
