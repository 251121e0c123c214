import { invalid } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { checkMethods } from '../options/check-methods.ts';

/** Checks that a value is what `createIndex` gives, as far as it is used. Throws `invalid-input`. */
export function checkIsIndex(value: unknown, methods: readonly string[], path: string): void {
  checkMethods(value, methods, path, 'an index, as createIndex gives it');
  // It has methods.
  const { spec, store } = value as Readonly<Record<string, unknown>>;
  if (!isPlainObject(spec) || typeof store !== 'object' || store === null)
    throw invalid(path, `must be an index, as createIndex gives it, got ${describeValue(value)}`);
}
