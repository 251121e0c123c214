import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { invalid, openParquet } from '@nestvec/core/kit';
import { pathError } from '@nestvec/sources/kit';
import { isThere, readObjects } from './files.ts';

/** A row, with what names it in errors. */
type Row = { readonly at: string; readonly value: Readonly<Record<string, unknown>> };

/** Rows with named columns, in one file or several. */
export interface Table {
  readonly path: string;
  rows(columns: readonly string[]): AsyncGenerator<Row, void, undefined>;
}

/**
 * A part of a data set by its name: `NAME.jsonl`, `NAME.parquet`, or a folder `NAME` with Parquet files, as the Hub keeps a data set's configurations:
 * `SPLIT-00000-of-00001.parquet`, or `SPLIT/0000.parquet`. Of several splits the one that is asked for is taken. `undefined` where there is
 * nothing of the name. Throws `invalid-input` for a folder that lacks the split.
 */
export async function findTable(
  root: string,
  name: string,
  split: string,
): Promise<Table | undefined> {
  const path = join(root, name);
  if (await isThere(`${path}.jsonl`))
    return { path: `${path}.jsonl`, rows: () => readObjects(`${path}.jsonl`) };
  if (await isThere(`${path}.parquet`)) return parquetTable(path, [`${path}.parquet`]);
  const bySplit = await splitsOf(path);
  if (bySplit.size === 0) return undefined;
  const [only] = bySplit.values();
  const files = bySplit.get(split) ?? (bySplit.size === 1 ? only : undefined);
  if (files === undefined)
    throw invalid('split', `${path} has no ${split}; it has ${[...bySplit.keys()].join(', ')}`);
  return parquetTable(path, files);
}

/** Parquet files of a folder by their split, in order. */
async function splitsOf(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const add = (split: string, file: string): void => {
    found.set(split, [...(found.get(split) ?? []), file]);
  };
  for (const entry of await listed(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      for (const file of await listed(path))
        if (file.name.endsWith('.parquet')) add(entry.name, join(path, file.name));
    } else if (entry.name.endsWith('.parquet'))
      add(basename(entry.name, '.parquet').replace(/-\d+-of-\d+$/, ''), path);
  }
  for (const files of found.values()) files.sort();
  return found;
}

async function listed(folder: string): Promise<Awaited<ReturnType<typeof readdirOf>>> {
  if (!(await isThere(folder))) return [];
  try {
    return await readdirOf(folder);
  } catch (error) {
    throw pathError(folder, error);
  }
}

async function readdirOf(folder: string) {
  return await readdir(folder, { withFileTypes: true });
}

function parquetTable(path: string, files: readonly string[]): Table {
  return {
    path,
    async *rows(columns) {
      for (const file of files) {
        const reader = await openParquet(file, file, (column) => columns.includes(column));
        try {
          for await (const row of reader.rows(0)) {
            const at = `${file}: row ${row.number}`;
            if ('problem' in row) throw invalid(at, row.problem);
            yield { at, value: row.value as Row['value'] }; // columns by their names
          }
        } finally {
          await reader.close();
        }
      }
    },
  };
}
