import type { ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet';
import { invalid, isNestvecError, messageOf } from '../../../errors.ts';
import { parseJson } from '../../../parse-json.ts';
import type { FileRow, RowReader } from '../file-row.ts';
import { type Leaf, type LeafValues, leafValues } from './leaf-values.ts';
import { loadReading, type ParquetReading } from './load-parquet.ts';
import { openParquetFile, type ParquetFile } from './parquet-file.ts';
import { parsers } from './parsers.ts';
import { textColumns, vectorPrefix } from './write-parquet.ts';

/** Rows that are put together at a time. */
const together = 64;

/**
 * Opens a Parquet file. `name` is what errors call it; of someone else's file, only columns that `isWanted` are read. Rows are
 * numbered from 1.
 */
export async function openParquet(
  path: string,
  name: string,
  isWanted: (column: string) => boolean,
): Promise<RowReader> {
  const reading = await loadReading();
  const file = await openParquetFile(path, name);
  try {
    const metadata = await metadataOf(file, reading, name);
    const own = metadata.key_value_metadata?.find(({ key }) => key === 'nestvec')?.value;
    const header = own === undefined ? undefined : headerOf(own, name);
    const columns = reading
      .parquetSchema(metadata)
      .children.filter(({ element }) => header !== undefined || isWanted(element.name));
    const parquet = { file, reading, metadata, name, columns };
    return {
      header,
      async *rows(after) {
        for await (const { number, value } of rowsOf(parquet, after))
          yield header === undefined ? { number, value } : ownRow(number, value);
      },
      close: async () => await file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Parquet {
  readonly file: ParquetFile;
  readonly reading: ParquetReading;
  readonly metadata: FileMetaData;
  readonly name: string;
  readonly columns: readonly SchemaTree[];
}

async function metadataOf(
  file: ParquetFile,
  reading: ParquetReading,
  name: string,
): Promise<FileMetaData> {
  try {
    return await reading.parquetMetadataAsync(file, { parsers, geoparquet: false });
  } catch (error) {
    if (isNestvecError(error)) throw error;
    throw invalid('path', `${name} is cut short or damaged (${messageOf(error)})`, error);
  }
}

function headerOf(text: string, name: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw invalid('path', `${name} says of itself what ${messageOf(error)}`, error);
  }
}

type Values = Readonly<Record<string, unknown>>;

/** A row as both layouts have it; a column that is null is a part that is not there. */
function ownRow(number: number, columns: Values): FileRow {
  const value: Record<string, unknown> = {};
  const vectors: Record<string, unknown> = {};
  for (const column of textColumns) value[column] = columns[column] ?? undefined;
  for (const [column, numbers] of Object.entries(columns))
    if (column.startsWith(vectorPrefix) && numbers !== null && numbers !== undefined)
      vectors[column.slice(vectorPrefix.length)] = numbers;
  try {
    const metadata = parseJson(String(columns['metadata']));
    return { number, value: { ...value, metadata, vectors } };
  } catch (error) {
    return { number, problem: `has metadata that ${messageOf(error)}` };
  }
}

async function* rowsOf(
  parquet: Parquet,
  after: number,
): AsyncGenerator<{ readonly number: number; readonly value: Values }, void, undefined> {
  let first = 0;
  for (const group of parquet.metadata.row_groups) {
    const count = Number(group.num_rows);
    if (first + count > after) {
      const chunks = group.columns.flatMap(({ meta_data }) => meta_data ?? []);
      const columns = parquet.columns.map((tree) => openColumn(tree, chunks, parquet));
      for (let row = 0; row < count; row += together) {
        const size = Math.min(together, count - row);
        const values: (readonly unknown[])[] = [];
        for (const column of columns)
          values.push(await takeRows(column, size, first + row, parquet));
        for (let i = Math.max(0, after - first - row); i < size; i++) {
          const entries = columns.map(({ tree }, c): [string, unknown] => [
            tree.element.name,
            values[c]?.[i] ?? null,
          ]);
          yield { number: first + row + i + 1, value: Object.fromEntries(entries) };
        }
      }
    }
    first += count;
  }
}

interface OpenColumn {
  readonly tree: SchemaTree;
  /** By the leaves' paths. */
  readonly leaves: ReadonlyMap<string, LeafValues>;
}

function openColumn(
  tree: SchemaTree,
  chunks: readonly ColumnMetaData[],
  { file, reading, metadata, name }: Parquet,
): OpenColumn {
  const leaves = new Map<string, LeafValues>();
  const walk = (path: SchemaTree[]): void => {
    const node = path.at(-1);
    if (node === undefined) return;
    for (const child of node.children) walk([...path, child]);
    if (node.children.length > 0) return;
    const key = node.path.join('.');
    const facts = chunks.find(({ path_in_schema }) => path_in_schema.join('.') === key);
    if (facts === undefined) throw invalid('path', `${name} is damaged: it has no data of ${key}`);
    const leaf: Leaf = { file, reading, facts, schemaPath: path };
    leaves.set(key, leafValues(leaf));
  };
  walk([reading.parquetSchema(metadata), tree]);
  return { tree, leaves };
}

/** Throws `invalid-input` where there are fewer, or they can't be read. */
async function takeRows(
  { tree, leaves }: OpenColumn,
  size: number,
  first: number,
  { reading, name }: Parquet,
): Promise<readonly unknown[]> {
  const problem = (what: string, cause?: unknown): Error =>
    invalid(
      'path',
      `${name} is damaged: ${tree.element.name} of row ${first + 1} and the next ones ${what}`,
      cause,
    );
  const found = new Map<string, unknown[]>();
  try {
    for (const [key, leaf] of leaves) found.set(key, await leaf.take(size));
  } catch (error) {
    if (isNestvecError(error)) throw error;
    throw problem(`can’t be read (${messageOf(error)})`, error);
  }
  for (const rows of found.values()) if (rows.length < size) throw problem('are not there');
  if (tree.children.length > 0) reading.assembleNested(found, tree, parsers);
  return found.get(tree.path.join('.')) ?? [];
}
