import type { FileAttachOptions, RowSource } from '@nestvec/core/copy';
import { invalid } from '@nestvec/core/kit';
import { csvRows, type CsvRowsOptions } from '@nestvec/sources';
import type { CellFlags } from '../table-flags.ts';

/** Whether a file is a table, by its name: nothing in it says so. */
export function isTable(path: string): boolean {
  return /\.[ct]sv$/i.test(path);
}

/** Reads the rows of a table; cells of vectors are lists, and those whose parts become metadata are JSON. */
export function tableRows(
  { vectors, names = {}, metadata = [], fields }: FileAttachOptions,
  { delimiter, decimal, fields: declared }: CellFlags & Pick<FileAttachOptions, 'fields'>,
): RowSource {
  const options: CsvRowsOptions = {
    vectors: Object.keys(vectors).map((name) => names[name] ?? name),
    json: metadata.flatMap((path) => (/^.+\.\*$/.test(path) ? [path.slice(0, -2)] : [])),
    fields: { ...fields, ...declared },
    delimiter,
    decimal,
  };
  return (path) => csvRows(path, options);
}

/** Throws `invalid-input` for flags of tables where there is none. */
export function refuseCellFlags(flags: CellFlags): void {
  for (const name of ['delimiter', 'decimal'] as const)
    if (flags[name] !== undefined)
      throw invalid(`--${name}`, 'is for a source that is a table, .csv or .tsv; leave it out');
}
