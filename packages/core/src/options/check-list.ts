import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Checks that a list is an array; says nothing about what is in it. Throws `invalid-input`. */
export function checkList(list: unknown, path: string): asserts list is readonly unknown[] {
  if (!Array.isArray(list)) throw invalid(path, `must be an array, got ${describeValue(list)}`);
}

/** Checks that a list is an array of objects, whatever they hold. Throws `invalid-input`. */
export function checkObjects(list: unknown, path: string): asserts list is readonly object[] {
  checkList(list, path);
  for (const [i, entry] of list.entries())
    if (typeof entry !== 'object' || entry === null)
      throw invalid(`${path}[${i}]`, `must be an object, got ${describeValue(entry)}`);
}

/** Checks what is read one by one: an array, a generator or a stream, not a text. Throws `invalid-input`. */
export function checkIterable(
  values: unknown,
  path: string,
): asserts values is Iterable<unknown> | AsyncIterable<unknown> {
  const isIterable =
    typeof values === 'object' &&
    values !== null &&
    (Symbol.asyncIterator in values || Symbol.iterator in values);
  if (!isIterable)
    throw invalid(path, `must be an array or an (async) iterable, got ${describeValue(values)}`);
}
