import { types } from 'node:util';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Checks that a value has the methods that are called of it; `what` it should be stands in the message. Throws `invalid-input`. */
export function checkMethods(
  value: unknown,
  methods: readonly string[],
  path: string,
  what: string,
): void {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && methods.every((name) => typeof Reflect.get(value, name) === 'function')) return;
  const advice = types.isPromise(value) ? '; await it' : '';
  throw invalid(path, `must be ${what}, got ${describeValue(value)}${advice}`);
}
