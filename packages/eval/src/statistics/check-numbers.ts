import { checkList, describeValue, invalid } from '@nestvec/core/kit';

/** Checks a list of finite numbers. Throws `invalid-input`. */
export function checkNumbers(values: unknown, path: string): asserts values is readonly number[] {
  checkList(values, path);
  for (const [i, value] of values.entries())
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw invalid(`${path}[${i}]`, `must be a finite number, got ${describeValue(value)}`);
}
