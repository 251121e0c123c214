import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Throws `invalid-input` unless the value is one. */
export function positiveInteger(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw invalid(path, `must be a positive integer, got ${describeValue(value)}`);
}
