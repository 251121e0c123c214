import type { Data, DataType, FixedSizeList, Table } from 'apache-arrow';
import type { Row } from './record.ts';

/** What a query found, of which some columns are read for all rows and the others for few. */
export interface FoundRows {
  /** Every row with these columns only. */
  readonly light: (columns: readonly string[]) => Row[];
  /** One row with these columns. */
  readonly row: (index: number, columns: readonly string[]) => Row;
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
    light(columns) {
      const rows = Array.from({ length: table.numRows }, (): Record<string, unknown> => ({}));
      for (const name of columns) {
        let start = 0;
        const column = columnsByName.get(name);
        const chunks = (column?.data ?? []) as readonly Data[]; // of whatever type the column has
        for (const data of chunks) {
          const valueAt = reader(data);
          for (let i = 0; i < data.length; i++) {
            const row = rows[start + i];
            if (row !== undefined)
              row[name] = valueAt === undefined ? column?.get(start + i) : valueAt(i);
          }
          start += data.length;
        }
      }
      return rows;
    },
    row: (index, columns) =>
      Object.fromEntries(columns.map((name) => [name, columnsByName.get(name)?.get(index)])),
  };
}

/** Vectors straight from their buffer, in the shape in which Arrow gives one; `undefined` for other columns. */
function reader(data: Data): ((index: number) => unknown) | undefined {
  const { type, children } = data;
  const values: unknown = children[0]?.values;
  if (!isFixedSizeList(type) || !(values instanceof Float32Array)) return undefined;
  const size = type.listSize;
  if (values.length < size * data.length) return undefined;
  return (index) =>
    data.getValid(index)
      ? { toArray: () => values.subarray(index * size, (index + 1) * size) }
      : null;
}

function isFixedSizeList(type: DataType): type is FixedSizeList {
  return 'listSize' in type;
}
