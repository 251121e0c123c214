import { invalid } from '@nestvec/core/kit';

/** Parts of an item that a column may hold. */
export const parts = ['id', 'text', 'image', 'uri', 'parentId', 'source'] as const;
export type CsvPart = (typeof parts)[number];

/** What the columns of a table are. */
export interface Columns {
  readonly count: number;
  /** Where each part of an item stands. */
  readonly partAt: ReadonlyMap<CsvPart, number>;
  /** All others, by the name that their cells have in metadata. */
  readonly rest: readonly { readonly at: number; readonly name: string }[];
}

/** What the caller says of columns. */
export interface ColumnWishes {
  readonly columns?: Partial<Record<CsvPart, string | undefined>> | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Finds out what the columns of a table are, whose names may be written in any case. Throws where one that is wanted or declared is
 * missing, where there is neither a text nor an image, and where two have one name.
 */
export function resolveColumns(
  header: readonly string[],
  path: string,
  { columns = {}, fields = {} }: ColumnWishes,
): Columns {
  const names = columnNames(header, path);
  const shown = shownNames(names);
  const partAt = new Map<CsvPart, number>();
  for (const part of parts) {
    const wanted = columns[part];
    const at = indexOfName(names, wanted ?? part);
    if (at !== undefined) partAt.set(part, at);
    else if (wanted !== undefined)
      throw invalid('columns', `${path} has no column ${JSON.stringify(wanted)}; it has ${shown}`);
  }
  if (!partAt.has('text') && !partAt.has('image')) {
    const example =
      names.find((name) => /title|name|text|desc|content|body/i.test(name)) ??
      names.find((name) => name !== '' && !/^(?:id|sku)$/i.test(name)) ??
      'title';
    throw invalid(
      'columns',
      `${path} has no column text or image; it has ${shown}. Name the one that holds the text or the image, such as text=${example}`,
    );
  }
  const unknown = Object.keys(fields).find((field) => indexOfName(names, field) === undefined);
  if (unknown !== undefined)
    throw invalid(
      'fields',
      `${path} has no column ${JSON.stringify(unknown)}; it has ${shown}. Correct the name, leave it out, or add an empty column`,
    );
  const taken = new Set(partAt.values());
  const rest = names.flatMap((name, at) =>
    taken.has(at) ? [] : [{ at, name: name === '' ? `column ${at + 1}` : fieldName(name, fields) }],
  );
  return { count: names.length, partAt, rest };
}

/** The names in a first row. Throws where two are one. */
export function columnNames(header: readonly string[], path: string): readonly string[] {
  const names = header.map((name) => name.trim());
  const repeated = firstRepeated(names);
  if (repeated === undefined) return names;
  throw invalid('path', `${path} has two columns ${JSON.stringify(repeated)}; rename one of them`);
}

/** The names for an error. */
export function shownNames(names: readonly string[]): string {
  return names.filter((name) => name !== '').join(', ') || 'no names in its first row';
}

function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    if (seen.has(name)) return true;
    if (name !== '') seen.add(name);
    return false;
  });
}

/** The column of a name, or else the only one that is called so in another case. */
function indexOfName(names: readonly string[], wanted: string): number | undefined {
  const exact = names.indexOf(wanted);
  if (exact !== -1) return exact;
  const alike = names.flatMap((name, at) => (equalsFolded(name, wanted) ? [at] : []));
  return alike.length === 1 ? alike[0] : undefined;
}

/** A declared field keeps the name that it is declared by. */
function fieldName(name: string, fields: Readonly<Record<string, unknown>>): string {
  if (Object.hasOwn(fields, name)) return name;
  return Object.keys(fields).find((field) => equalsFolded(field, name)) ?? name;
}

function equalsFolded(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
