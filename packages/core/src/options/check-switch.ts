import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Checks an option that is on or off: `'false'` would be on. Throws `invalid-input`. */
export function checkSwitch(value: unknown, path: string): asserts value is boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean')
    throw invalid(path, `must be true or false, got ${describeValue(value)}`);
}
