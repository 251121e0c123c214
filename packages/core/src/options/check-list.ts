import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Checks that a list is an array; says nothing about what is in it. Throws `invalid-input`. */
export function checkList(list: unknown, path: string): asserts list is readonly unknown[] {
  if (!Array.isArray(list)) throw invalid(path, `must be an array, got ${describeValue(list)}`);
}
