import { messageOf, NestvecError } from '../../errors.ts';
import { errnoOf } from '../../hub/errno.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be used by this user',
  EPERM: 'may not be used by this user',
  EISDIR: 'is a folder',
  ENOTDIR: 'is below something that is not a folder',
  ENOSPC: 'does not fit on the disk, which is full; free some space or name another one',
  EDQUOT: 'does not fit into the quota of this user; free some space or name another disk',
  EFBIG: 'is larger than its file system takes; name another disk',
  EROFS: 'is on a file system that can only be read',
};

/** What failed of a file, as an error that names it; anything but a failure of the file system comes back as it is. */
export function fileError(path: string, error: unknown): unknown {
  const code = errnoOf(error);
  if (code === '') return error;
  const message = `${path} ${reasons[code] ?? `can’t be used (${messageOf(error)})`}`;
  if (code === 'ENOENT')
    return new NestvecError('not-found', message, { what: 'path', name: path }, { cause: error });
  return new NestvecError('invalid-input', message, { field: 'path' }, { cause: error });
}
