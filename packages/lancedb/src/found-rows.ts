import type { Data, DataType, FixedSizeList, Table, Vector } from 'apache-arrow';
import { bom } from './keys.ts';
import type { Row } from './record.ts';

/** What a query found, of which some columns are read for all rows and the others for few. */
export interface FoundRows {
  readonly count: number;
  readonly has: (column: string) => boolean;
  /** Reads one column by the number of the row; vectors as views of what was read, which are only looked at. */
  readonly reader: (column: string) => (index: number) => unknown;
  /** One row with these columns; all of them, unless some are named. Arrow leaves out a mark at the beginning of a text; not of `whole` ones. */
  readonly row: (index: number, columns?: readonly string[], whole?: readonly string[]) => Row;
}

/**
 * Reads an Arrow table by columns: rows as Arrow gives them look for each value by its name, which for hundreds of candidates takes
 * longer than LanceDB's search.
 */
export function foundRows(table: Table): FoundRows {
  const columnsByName = new Map(
    table.schema.fields.map(({ name }, i) => [name, table.getChildAt(i)] as const),
  );
  return {
    count: table.numRows,
    has: (name) => columnsByName.has(name),
    reader(name) {
      const column = columnsByName.get(name);
      const data = column?.data as readonly Data[] | undefined; // of whatever type the column has
      const [only] = data ?? [];
      const isWhole = only !== undefined && data?.length === 1;
      const fast = isWhole ? (viewsOf(only) ?? textsOf(only)) : undefined;
      return fast ?? ((index): unknown => column?.get(index));
    },
    row(index, columns = [...columnsByName.keys()], whole = []) {
      const row: Record<string, unknown> = {};
      for (const name of columns) row[name] = columnsByName.get(name)?.get(index);
      for (const name of whole) row[name] = wholeText(row[name], columnsByName.get(name), index);
      return row;
    },
  };
}

/** LanceDB's numbers of rows, in what was read with them. */
export function rowIdsOf(rows: FoundRows): (index: number) => bigint {
  return rows.reader('_rowid') as (index: number) => bigint; // as LanceDB calls them
}

/** Vectors as views of their buffer: a copy of each candidate's costs more than to score it. `undefined` for other columns. */
function viewsOf(data: Data): ((index: number) => unknown) | undefined {
  const { type, children } = data;
  const values: unknown = children[0]?.values;
  if (!isFixedSizeList(type) || !(values instanceof Float32Array)) return undefined;
  const size = type.listSize;
  if (values.length < size * data.length) return undefined;
  return (index) =>
    data.getValid(index) ? values.subarray(index * size, (index + 1) * size) : null;
}

/** Arrow's number of the type Utf8. */
const utf8 = 5;

/** The same as Arrow's reader gives them, which drops a byte order mark at the start. */
function textsOf(data: Data): ((index: number) => unknown) | undefined {
  const textAt = textsIn(data);
  return (
    textAt &&
    ((index) => {
      const text = textAt(index);
      return text?.startsWith(bom) === true ? text.slice(bom.length) : text;
    })
  );
}

/** Texts without a view of the bytes and a decoder's call for each; `undefined` for other columns. */
export function textsIn(data: Data): ((index: number) => string | null) | undefined {
  const offsets: unknown = data.valueOffsets;
  const bytes: unknown = data.values;
  const kind: number = data.typeId;
  const isText = kind === utf8 && offsets instanceof Int32Array;
  if (!isText || !(bytes instanceof Uint8Array)) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (index) =>
    data.getValid(index) ? buffer.toString('utf8', offsets[index], offsets[index + 1]) : null;
}

/** A text with the mark that it begins with, of which Arrow's reader leaves one out. */
function wholeText(text: unknown, column: Vector | null | undefined, index: number): unknown {
  if (typeof text !== 'string') return text;
  let at = index;
  const parts = column?.data as readonly Data[] | undefined; // of whatever type the column has
  for (const { length, valueOffsets, values } of parts ?? []) {
    if (at >= length) {
      at -= length;
      continue;
    }
    const offsets: unknown = valueOffsets;
    const bytes: unknown = values;
    if (!(offsets instanceof Int32Array) || !(bytes instanceof Uint8Array)) return text;
    return Buffer.from(bytes.subarray(offsets[at], offsets[at + 1])).toString('utf8');
  }
  return text;
}

function isFixedSizeList(type: DataType): type is FixedSizeList {
  return 'listSize' in type;
}
