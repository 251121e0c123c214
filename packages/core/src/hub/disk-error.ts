import { messageOf, NestvecError } from '../errors.ts';
import { errnoOf } from './errno.ts';
import { formatBytes } from './format-bytes.ts';

/** Whether a write failed since the disk or the user's share of it is full. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errnoOf(error));
}

/** The one sentence for a full disk. */
export function diskFull(
  cacheDirectory: string,
  neededBytes: number,
  keptBytes: number,
  cause?: unknown,
): NestvecError<'download'> {
  return new NestvecError(
    'download',
    `the disk of ${cacheDirectory} is full: ${formatBytes(neededBytes)} more are needed; ${formatBytes(keptBytes)} already fetched are kept, so free some space, or choose another cacheDirectory (HF_HUB_CACHE), and pull again`,
    { url: '', reason: 'disk-full', retryable: false },
    { cause },
  );
}

/** An error of ours for one of the file system; anything else comes back as it is. */
export function diskError(cacheDirectory: string, error: unknown): unknown {
  if (errnoOf(error) === '') return error;
  const isFull = isDiskFull(error);
  const problem = isFull
    ? `the disk of ${cacheDirectory} is full; free some space`
    : `the cache ${cacheDirectory} can't be used: ${messageOf(error)}; make it writable for this user`;
  return new NestvecError(
    'download',
    `${problem}, or choose another cacheDirectory (HF_HUB_CACHE), and pull again`,
    { url: '', reason: isFull ? 'disk-full' : 'disk', retryable: false },
    { cause: error },
  );
}
