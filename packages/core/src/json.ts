import { invalid } from './errors.ts';

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** Any JSON object; a key whose value is `undefined` counts as absent, as in `JSON.stringify`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Deeper values, and those that hold themselves, are refused: databases and `JSON.stringify` give up at depths of their own. */
const mostLevels = 100;
/** A few objects that share parts can stand for more values than any database takes, or than can be counted. */
const mostValues = 1_000_000;

/**
 * Checks that a value survives JSON unchanged, so that what was written can be read back deep-equal.
 * Throws `invalid-input` naming the path of the first value that would not.
 */
export function checkJson(value: unknown, path: string): asserts value is Json {
  copyJson(value, path);
}

/** A frozen copy of a value, checked as `checkJson` does; each part of the original is read once. */
export function copyJson(value: unknown, path: string): Json {
  return copyAt(value, { path, keys: [], values: 0 });
}

interface Walk {
  readonly path: string;
  /** From the outermost to the value at hand. */
  readonly keys: (string | number)[];
  values: number;
}

function copyAt(value: unknown, walk: Walk): Json {
  if (++walk.values > mostValues)
    throw invalid(walk.path, `holds more than ${mostValues} values; keep large ones elsewhere`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    if (!value.isWellFormed())
      throw invalid(pathOf(walk), 'holds half of a surrogate pair; use well-formed Unicode');
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw invalid(pathOf(walk), `${value} can't be stored as JSON; use a finite number`);
    return value;
  }
  if (Array.isArray(value)) {
    const copy: Json[] = [];
    for (let i = 0; i < value.length; i++) copy.push(copyBelow(i, value[i], walk));
    return Object.freeze(copy);
  }
  if (typeof value === 'object' && isPlainObject(value)) {
    const copy: Record<string, Json> = {};
    for (const key of Object.keys(value)) {
      if (!key.isWellFormed())
        throw invalid(pathOf(walk), 'has a key with half of a surrogate pair');
      const entry = value[key];
      if (entry !== undefined) setOwn(copy, key, copyBelow(key, entry, walk));
    }
    return Object.freeze(copy);
  }
  throw invalid(
    pathOf(walk),
    `${describeValue(value)} can't be stored as JSON; use ${jsonAlternative(value)}`,
  );
}

function copyBelow(key: string | number, value: unknown, walk: Walk): Json {
  if (walk.keys.length >= mostLevels)
    throw invalid(
      walk.path,
      `is nested more than ${mostLevels} levels deep, or holds itself; flatten it`,
    );
  walk.keys.push(key);
  const copy = copyAt(value, walk);
  walk.keys.pop();
  return copy;
}

/** Assigning to `__proto__` would set the prototype instead. */
function setOwn(target: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') target[key] = value;
  else
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function pathOf({ path, keys }: Walk): string {
  return path + keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
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
  if (value === null || value === undefined) return String(value);
  if (isList(value)) return 'an array';
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const kind = typeof value === 'object' ? classOf(value) : typeof value;
  return `${/^[aeio]/i.test(kind) ? 'an' : 'a'} ${kind === 'Object' ? 'object' : kind}`;
}

/** `Array.isArray` throws for a proxy that is no longer in force. */
function isList(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The name of its class, whatever a user's object or proxy says of itself. */
function classOf(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === 'string' && name !== '' ? name : 'object';
  } catch {
    return 'object';
  }
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
