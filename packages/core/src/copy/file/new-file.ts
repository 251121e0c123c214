import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { CallOptions } from '../../async/signal.ts';
import { invalid } from '../../errors.ts';
import { syncDirectory } from '../../hub/write-file.ts';
import type { FileFormat } from './file-format.ts';
import { fileError } from './file-error.ts';
import { checkZstd } from './jsonl/zstd.ts';

/** How a file is written. */
export interface NewFileOptions extends CallOptions {
  readonly overwrite: boolean;
  readonly packing: FileFormat['packing'];
}

/** Throws `invalid-input` where a file is there that may not be replaced, or its folder is not. */
export async function checkNewFile(
  path: string,
  { overwrite }: Pick<NewFileOptions, 'overwrite'>,
): Promise<void> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory() === true) throw invalid('path', `${path} is a folder; name a file`);
  if (facts !== undefined && !overwrite)
    throw invalid('path', `${path} is there already; name another file, or set overwrite`);
  const folder = dirname(path);
  const above = await stat(folder).catch((error: unknown) => {
    throw fileError(folder, error);
  });
  if (!above.isDirectory()) throw invalid('path', `${folder} is not a folder`);
}

/**
 * Writes a file whole or not at all: under a name of its own until every byte is on the disk. Where the process is killed, that
 * name, which ends in `.part`, is left.
 */
export async function writeNewFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  { overwrite, packing, signal }: NewFileOptions,
): Promise<void> {
  if (packing === 'zstd') checkZstd(path);
  await checkNewFile(path, { overwrite });
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    const file = createWriteStream(part, { flags: 'wx', flush: true });
    const packer = packerOf(packing);
    if (packer === undefined) await pipeline(bytes, file, { signal });
    else await pipeline(bytes, packer, file, { signal });
    await checkNewFile(path, { overwrite });
    await rename(part, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(part, { force: true });
    throw fileError(path, error);
  }
}

function packerOf(packing: FileFormat['packing']): NodeJS.ReadWriteStream | undefined {
  if (packing === 'none') return undefined;
  if (packing === 'gzip') return zlib.createGzip();
  // With a checksum, so that a byte that changed is seen.
  return zlib.createZstdCompress({ params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } });
}
