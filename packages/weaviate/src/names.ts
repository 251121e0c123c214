import { invalid } from '@nestvec/core';

/**
 * Weaviate's name of a collection. Its classes begin with a capital and may not differ in case alone, and have no hyphen; so
 * `photos` is `Photos`, and a name with capitals or hyphens says after `__x` where they were: `My-Docs` is `My_Docs__x9_4`.
 * Never the same for two names, also to a server that does not look at case.
 */
export function className(collection: string): string {
  const capitals = maskOf(collection, /[A-Z]/);
  const hyphens = maskOf(collection, /-/);
  const base = upperFirst(collection.replaceAll('-', '_'));
  const plain = capitals === 0n && hyphens === 0n && !marked.test(collection);
  return plain ? base : `${base}__x${capitals.toString(16)}_${hyphens.toString(16)}`;
}

const marked = /__x[0-9a-f]+_[0-9a-f]+$/;

/** A class as the server keeps it: the first letter is a capital. */
export function upperFirst(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** A set bit for each character that matches. */
function maskOf(text: string, pattern: RegExp): bigint {
  let mask = 0n;
  for (const [i, character] of [...text].entries())
    if (pattern.test(character)) mask |= 1n << BigInt(i);
  return mask;
}

/**
 * Weaviate's name of a declared field: its own, unless the server would change or refuse that. Names with a capital first are
 * changed silently there; `id` and some endings are its own. No name of a field begins with an underscore, so none meets these.
 */
export function propertyName(field: string): string {
  return /^[A-Z]|^id$/.test(field) || reservedEnding.test(field) ? `_field_${field}_` : field;
}

const reservedEnding = /(_searchable|_rangeable|_temp|__meta_count|_propertyLength|_nullState)$/;

/** Throws where two fields differ in case alone, which the server takes for one. */
export function checkFieldNames(fields: readonly string[], path: string): void {
  const seen = new Map<string, string>();
  for (const field of fields) {
    const key = propertyName(field).toLowerCase();
    const other = seen.get(key);
    if (other !== undefined)
      throw invalid(
        `${path}.${field}`,
        `differs from ${other} in case alone, and Weaviate keeps one of the two; rename it`,
      );
    seen.set(key, field);
  }
}
