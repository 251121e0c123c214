import { open } from 'node:fs/promises';
import { throwIfAborted, type CallOptions } from '../../async/signal.ts';
import { invalid } from '../../errors.ts';
import { describeValue, isPlainObject } from '../../json.ts';
import { resolveSpec } from '../../spec/resolve-spec.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { FileAttachOptions } from './record/attach-file.ts';
import { fileError } from './file-error.ts';
import { formatOfContent } from './file-format.ts';
import { decodeHeader } from './file-header.ts';
import type { FileRow, RowReader, TenantRecord } from './file-row.ts';
import {
  columnOf,
  columnsBesideMetadata,
  foreignRecord,
  valueAt,
} from './record/foreign-record.ts';
import { floatsOf, ownRecord } from './record/own-record.ts';
import { openParquet } from './parquet/read-parquet.ts';
import { openJsonl } from './jsonl/read-jsonl.ts';
import type { RecordFile, RowSource } from './record-file.ts';

/** A record and the number of its row. */
export interface NumberedRecord extends TenantRecord {
  readonly number: number;
}

/** A file that is read as records. */
export interface RecordReader {
  readonly spec: ResolvedSpec;
  /** The database that the spec's native options are of. */
  readonly database: string;
  /** Records behind a row, each checked. Throws `invalid-input` that names the row. */
  records(after: number, call: CallOptions): AsyncGenerator<NumberedRecord, void, undefined>;
  close(): Promise<void>;
}

/** Opens a file by what it holds; `path` is where it is, and the file's own path what errors call it. */
export async function openRecords(file: RecordFile, path: string): Promise<RecordReader> {
  const { path: name, attach } = file;
  const rows = await openRows(file, path);
  try {
    return rows.header === undefined
      ? await foreignReader(rows, attach, name)
      : ownReader(rows, attach, name);
  } catch (error) {
    await rows.close();
    throw error;
  }
}

async function openRows(
  { path: name, attach, rows }: RecordFile,
  path: string,
): Promise<RowReader> {
  if (rows !== undefined) return givenRows(rows, path);
  const { layout, packing } = formatOfContent(await beginning(path, name), name);
  if (layout === 'jsonl') return await openJsonl(path, name, packing);
  return await openParquet(path, name, attach === undefined ? () => false : columnsOf(attach));
}

/** Rows that the caller reads. Throws `invalid-input` for what is not a row, or not behind the one before. */
function givenRows(source: RowSource, path: string): RowReader {
  return {
    header: undefined,
    async *rows(after) {
      const rows: unknown = source(path);
      if (typeof rows !== 'object' || rows === null || !(Symbol.asyncIterator in rows))
        throw invalid('rows', `must give rows to read one by one, got ${describeValue(rows)}`);
      let last = 0;
      // It has what an async iterable has; whatever it gives is looked at.
      for await (const row of rows as AsyncIterable<unknown>) {
        if (!isRow(row) || row.number <= last)
          throw invalid(
            'rows',
            `gave ${describeValue(row)} behind row ${last}; each is { number, value } or { number, problem }, and numbers go up`,
          );
        last = row.number;
        if (last > after) yield row;
      }
    },
    close: async () => {},
  };
}

function isRow(row: unknown): row is FileRow {
  if (!isPlainObject(row) || !Number.isSafeInteger(row['number'])) return false;
  return typeof row['problem'] === 'string' || 'value' in row;
}

/** As much as tells what a file is. */
const headBytes = 512;

async function beginning(path: string, name: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(name, error);
  }
}

function ownReader(
  rows: RowReader,
  attach: FileAttachOptions | undefined,
  name: string,
): RecordReader {
  if (attach !== undefined)
    throw invalid('attach', `is for files of other tools, and nestvec wrote ${name}; leave it out`);
  const { spec, database } = decodeHeader(rows.header, name);
  return readerOf(rows, name, spec, database, (value, place) => ownRecord(value, spec, place));
}

async function foreignReader(
  rows: RowReader,
  attach: FileAttachOptions | undefined,
  name: string,
): Promise<RecordReader> {
  if (attach === undefined)
    throw invalid(
      'attach',
      `says what a file holds that nestvec did not write, and ${name} needs it`,
    );
  const spec = await specOf(rows, attach, name);
  const read = (value: unknown, place: string): TenantRecord =>
    foreignRecord(value, spec, attach, place);
  return readerOf(rows, name, spec, 'file', read);
}

function readerOf(
  rows: RowReader,
  name: string,
  spec: ResolvedSpec,
  database: string,
  read: (value: unknown, place: string) => TenantRecord,
): RecordReader {
  return {
    spec,
    database,
    async *records(after, call) {
      for await (const row of rows.rows(after)) {
        throwIfAborted(call, `reading ${name}`);
        const place = `${name}:${row.number}`;
        if ('problem' in row) throw invalid(place, row.problem);
        yield { number: row.number, ...read(row.value, place) };
      }
    },
    close: async () => await rows.close(),
  };
}

/** The spec of someone else's file: what was said of it, and the lengths of its first row's vectors. */
async function specOf(
  rows: RowReader,
  attach: FileAttachOptions,
  name: string,
): Promise<ResolvedSpec> {
  const lengths: Record<string, number> = {};
  for await (const row of rows.rows(0)) {
    const value = 'value' in row ? row.value : undefined;
    if (!isPlainObject(value)) break;
    for (const vector of Object.keys(attach.vectors)) {
      const column = columnOf(attach, vector);
      const numbers = valueAt(value, column);
      if (numbers !== undefined && numbers !== null)
        lengths[vector] = floatsOf(numbers, `${name}:${row.number}.${column}`).length;
    }
    break;
  }
  const { embedder, fields, tenantField } = attach;
  const longest = Math.max(1, ...Object.values(lengths));
  return resolveSpec({
    // The target gets a name of its own.
    name: 'file',
    embedder: { ...embedder, dimensions: embedder.dimensions ?? longest },
    vectors: Object.fromEntries(
      Object.entries(attach.vectors).map(([vector, { modality, dimensions }]) => [
        vector,
        { modality, dimensions: dimensions ?? lengths[vector] },
      ]),
    ),
    fields,
    tenants: tenantField !== undefined,
  });
}

/** Whether something is made of a column. */
function columnsOf(attach: FileAttachOptions): (column: string) => boolean {
  const { metadata = [] } = attach;
  if (metadata.includes('*')) return () => true;
  const named = [...columnsBesideMetadata(attach), ...metadata];
  const wanted = new Set(named.flatMap((column) => [column, column.split('.')[0] ?? column]));
  return (column) => wanted.has(column);
}
