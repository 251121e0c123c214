/** Values by name, without a prototype: `constructor` and `__proto__` are names like any other, and absent unless they were given. */
export function dictionary<Value>(
  entries: Iterable<readonly [string, Value]>,
): Readonly<Record<string, Value>> {
  const values: Record<string, Value> = Object.fromEntries(entries);
  Object.setPrototypeOf(values, null);
  return values;
}
