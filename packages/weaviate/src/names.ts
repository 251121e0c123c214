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

const marked = /__x([0-9a-f]+)_([0-9a-f]+)$/;

/** The name of a collection by that of its class; a class that no collection of ours can have keeps its own name. */
export function collectionName(name: string): string {
  const [mark = '', capitals = '0', hyphens = '0'] = marked.exec(name) ?? [];
  const base = name.slice(0, name.length - mark.length);
  const isSet = (mask: string, i: number): boolean =>
    ((BigInt(`0x${mask}`) >> BigInt(i)) & 1n) === 1n;
  const plain = Array.from(`${base.slice(0, 1).toLowerCase()}${base.slice(1)}`, (letter, i) => {
    if (isSet(hyphens, i)) return '-';
    return isSet(capitals, i) ? letter.toUpperCase() : letter;
  }).join('');
  return className(plain) === name ? plain : name;
}

/** The class of a collection as a store is opened: one that someone else made has its own name. */
export function toClass(collection: string, { attach }: { readonly attach?: unknown }): string {
  return attach === undefined ? className(collection) : upperFirst(collection);
}

/** A class as the server keeps it: the first letter is a capital. */
export function upperFirst(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** A set bit for each character that matches. */
function maskOf(text: string, pattern: RegExp): bigint {
  let mask = 0n;
  for (let i = 0; i < text.length; i++) if (pattern.test(text.charAt(i))) mask |= 1n << BigInt(i);
  return mask;
}

/** Weaviate's names of declared fields. */
export type PropertyNames = (field: string) => string;

/**
 * Weaviate's name of a declared field is its own, unless the server would change or refuse that: a capital first is changed
 * silently there, `id` and some endings are its own, and of names that differ in case alone it keeps one. The others say after
 * `__x` where their capitals were: `Price` is `price__x1`. (A mark at the front would need an underscore, and of such
 * properties the server does not know which are null.)
 *
 * @param live names of properties that are there: one that is keeps its name when a variant of it is declared later.
 */
export function propertyNames(
  fields: readonly string[],
  live: Readonly<Record<string, unknown>>,
): PropertyNames {
  const plain = new Map<string, string>();
  for (const field of fields.toSorted()) {
    if (needsMark.test(field)) continue;
    const variants = field.toLowerCase();
    if (!plain.has(variants) || Object.hasOwn(live, field)) plain.set(variants, field);
  }
  return (field) =>
    plain.get(field.toLowerCase()) === field
      ? field
      : `${field.slice(0, 1).toLowerCase()}${field.slice(1)}__x${maskOf(field, /[A-Z]/).toString(16)}`;
}

const needsMark =
  /^[A-Z]|^id$|(_searchable|_rangeable|_temp|__meta_count|_propertyLength|_nullState|__x[0-9a-f]+)$/;
