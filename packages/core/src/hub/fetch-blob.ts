import { rename, rm, stat } from 'node:fs/promises';
import { isNestvecError } from '../errors.ts';
import { retry, type RetryOptions } from '../async/retry.ts';
import { sleep } from '../async/sleep.ts';
import { fileOid } from './checksum.ts';
import { diskFull, isDiskFull } from './disk-error.ts';
import { downloadError } from './download-error.ts';
import { ifWritable, orMissing } from './errno.ts';
import type { ModelLayout } from './layout.ts';
import { withLock } from './lock.ts';
import { Part, type WriteChunk } from './part.ts';
import type { Progress } from './progress.ts';
import { resolveUrl } from './resolve-url.ts';
import { transfer, type TransferSource } from './transfer.ts';
import { syncDirectory } from './write-file.ts';

/** Where a file goes and who hears of it. */
export interface FetchBlob extends TransferSource {
  readonly layout: ModelLayout;
  readonly cacheDirectory: string;
  readonly retry: RetryOptions;
  readonly progress: Progress;
  /** Passed in by tests. */
  readonly writeChunk?: WriteChunk | undefined;
}

/** Fetches a file's content into the cache unless it is there; it appears there whole and verified, or not at all. */
export async function fetchBlob(options: FetchBlob): Promise<void> {
  const { layout, file, signal, progress } = options;
  const isThere = async (): Promise<boolean> =>
    (await orMissing(stat(layout.blob(file.oid))))?.size === file.bytes;
  if (!(await isThere())) {
    const onWait = async (): Promise<void> => {
      const part = await orMissing(stat(layout.part(file.oid)));
      progress.at(file, 'waiting', part?.size ?? 0);
    };
    await withLock(layout.lock(file.oid), { signal, onWait }, async () => {
      if (!(await isThere())) await fill(options);
    });
  }
  progress.at(file, 'ready', file.bytes);
}

async function fill(options: FetchBlob): Promise<void> {
  const { layout, file, hub, model, commit } = options;
  const first = await attempt(options);
  // Bytes left by an earlier run or connection may be the wrong ones; bytes of a single connection are what the hub sends.
  const { oid, resumed } = first.oid !== file.oid && first.resumed ? await attempt(options) : first;
  if (oid === file.oid) {
    await rename(layout.part(file.oid), layout.blob(file.oid));
    await rm(layout.partEtag(file.oid), { force: true });
    await ifWritable(syncDirectory(layout.blobs)); // some network disks can't be asked
    return;
  }
  await rm(layout.part(file.oid), { force: true });
  const message = `${file.path} of ${model} has the checksum ${oid}, not ${file.oid}, as fetched ${resumed ? 'piece by piece' : 'in one piece'} from ${hub.endpoint}; it was thrown away: pull again, or use another endpoint (HF_ENDPOINT)`;
  const url = resolveUrl(hub.endpoint, model, commit, file.path);
  throw downloadError('content', message, url, { retryable: false });
}

/** Fetches what is missing and takes the checksum of what then lies on the disk. A wrong one is thrown away here. */
async function attempt(
  options: FetchBlob,
): Promise<{ readonly oid: string; readonly resumed: boolean }> {
  const { layout, file, signal, progress, cacheDirectory, writeChunk } = options;
  const part = await Part.open(layout, file.oid, writeChunk);
  try {
    await retry(() => transferOn(options, part), options.retry);
    await part.sync();
    progress.at(file, 'verifying', part.bytes);
    const oid = await fileOid(part.path, file.oid, { signal });
    const { resumed } = part;
    if (oid !== file.oid) await part.restart();
    return { oid, resumed };
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    throw diskFull(cacheDirectory, file.bytes - part.bytes, part.bytes, error);
  } finally {
    await part.close();
  }
}

const pauseMs = 1000;

/** One try in the count of `retry`: a cut connection that brought bytes is gone on from, since each one brings the end nearer. */
async function transferOn(options: FetchBlob, part: Part): Promise<void> {
  const { file, signal, progress } = options;
  progress.at(file, 'downloading', part.bytes);
  const onBytes = (count: number): void => {
    progress.received(count);
    progress.at(file, 'downloading', part.bytes);
  };
  for (;;) {
    const before = part.bytes;
    try {
      await transfer(options, part, onBytes);
      return;
    } catch (error) {
      if (part.bytes <= before || !isNestvecError(error, 'download') || !error.details.retryable)
        throw error;
      await (options.retry.sleep ?? sleep)(pauseMs, signal);
    }
  }
}
