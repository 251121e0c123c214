import { NestvecError } from '@nestvec/core';
import { invalid, messageOf } from '@nestvec/core/kit';

/** Why a path can't be read, in our words. */
export function pathError(path: string, error: unknown): NestvecError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return new NestvecError(
        'not-found',
        `there is no file or folder ${path}${path.includes('\ufffd') ? '; if its name is not UTF-8, rename it' : ''}`,
        { what: 'path', name: path },
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
      return invalid('path', `${path} can't be read: permission denied (${code})`, error);
    case 'ELOOP':
      return invalid('path', `${path} is a link that leads back to itself`, error);
    default:
      return invalid('path', `${path} can't be read (${messageOf(error)})`, error);
  }
}
