import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { checkPath } from '../../options/check-path.ts';
import { parseInput } from '../../parse-input.ts';
import type { FileRow } from './file-row.ts';
import { type FileAttachOptions, fileAttachSchema } from './record/attach-file.ts';

/** Options of `recordFile`. */
export interface RecordFileOptions {
  /** What a file of another tool holds. Left out for one that nestvec wrote, which says so itself. */
  readonly attach?: FileAttachOptions | undefined;
  /**
   * Reads the rows of a file that is neither JSONL nor Parquet, such as `(path) => csvRows(path)` of `@nestvec/sources`. Called several times,
   * each time from the first row; numbers go up. Needs `attach`.
   */
  readonly rows?: RowSource | undefined;
  /** Whether a file that is there may be replaced. Default false. */
  readonly overwrite?: boolean | undefined;
}

/** The rows of a file, in their order. */
export type RowSource = (path: string) => AsyncIterable<FileRow>;

/** A file of records, to copy into or from. */
export interface RecordFile {
  readonly path: string;
  readonly attach: FileAttachOptions | undefined;
  readonly rows: RowSource | undefined;
  readonly overwrite: boolean;
}

const schema = z.strictObject({
  attach: z.unknown().optional(), // checked below, under its own name
  rows: z
    .custom<RowSource>((value) => typeof value === 'function', 'must be a function')
    .optional(),
  overwrite: z.boolean('must be true or false').default(false),
});

const files = new WeakSet<object>();

/**
 * A file that `copy` writes a collection to, or reads one from: `.jsonl`, `.jsonl.gz`, `.jsonl.zst` or `.parquet`. What is read is
 * known by its content, and may be of any other kind whose `rows` are given. Nothing is opened yet; throws `invalid-input`.
 *
 * ```ts
 * await copy(store, recordFile('./photos.parquet'));
 * await copy(recordFile('./photos.parquet'), another);
 * ```
 */
export function recordFile(path: string, options: RecordFileOptions = {}): RecordFile {
  checkPath(path);
  const { attach, rows, overwrite } = parseInput(schema, options, 'options');
  if (rows !== undefined && attach === undefined)
    throw invalid('options.attach', 'is needed with rows: it says what the columns hold');
  const file: RecordFile = {
    path,
    attach:
      attach === undefined ? undefined : parseInput(fileAttachSchema, attach, 'options.attach'),
    rows,
    overwrite,
  };
  files.add(file);
  return Object.freeze(file);
}

/** Whether a value is what `recordFile` gave. */
export function isRecordFile(value: unknown): value is RecordFile {
  return typeof value === 'object' && value !== null && files.has(value);
}
