import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Characters of a path, at most: no Linux and no macOS opens a longer one. */
export const longestPath = 4096;

/** Checks that a path is a text that can be one; whether there is anything is seen later. Throws `invalid-input`. */
export function checkPath(path: unknown, field = 'path'): asserts path is string {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    throw invalid(field, `must be the path of a file or folder, got ${describeValue(path)}`);
  if (path.length > longestPath)
    throw invalid(
      field,
      `has ${path.length} characters, where a path has at most ${longestPath}: ${describeValue(path)}`,
    );
}
