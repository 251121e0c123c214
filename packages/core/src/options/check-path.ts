import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Checks that a path is a text; whether there is anything is seen later. Throws `invalid-input`. */
export function checkPath(path: unknown, field = 'path'): asserts path is string {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    throw invalid(field, `must be the path of a file or folder, got ${describeValue(path)}`);
}
