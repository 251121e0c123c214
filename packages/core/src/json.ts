import { invalid } from './errors.ts';

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** Any JSON object; a key whose value is `undefined` counts as absent, as in `JSON.stringify`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * Checks that a value survives JSON unchanged, so that what was written can be read back deep-equal.
 * Throws `invalid-input` naming the path of the first value that would not.
 */
export function checkJson(value: unknown, path: string): asserts value is Json {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!value.isWellFormed())
      throw invalid(path, 'holds half of a surrogate pair; use well-formed Unicode');
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw invalid(path, `${value} can't be stored as JSON; use a finite number`);
    return;
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkJson(value[i], `${path}[${i}]`);
    return;
  }
  if (typeof value === 'object' && isPlainObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      if (!key.isWellFormed()) throw invalid(path, 'has a key with half of a surrogate pair');
      if (entry !== undefined) checkJson(entry, `${path}.${key}`);
    }
    return;
  }
  throw invalid(
    path,
    `${describeValue(value)} can't be stored as JSON; use ${jsonAlternative(value)}`,
  );
}

/** Whether a value is an object literal, not a class instance or an array. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null || prototype === Object.prototype || isForeignObjectPrototype(prototype)
  );
}

/** JSON with sorted keys at every level: equal values give equal text, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    isPlainObject(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : entry,
  );
}

/** A value in few words, for error messages. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return `a ${value.constructor?.name ?? 'object'}`;
  return `a ${typeof value}`;
}

/** An object made in another realm (vm, worker) has that realm's Object.prototype. */
function isForeignObjectPrototype(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty')
  );
}

function jsonAlternative(value: unknown): string {
  if (value instanceof Date) return 'its toISOString()';
  if (typeof value === 'bigint') return 'a string';
  return 'plain objects, arrays, strings, finite numbers, booleans and null';
}
