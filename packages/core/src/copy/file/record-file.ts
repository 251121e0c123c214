import { z } from 'zod';
import { checkPath } from '../../options/check-path.ts';
import { parseInput } from '../../parse-input.ts';
import { type FileAttachOptions, fileAttachSchema } from './attach-file.ts';

/** Options of `recordFile`. */
export interface RecordFileOptions {
  /** What a file of another tool holds. Left out for one that nestvec wrote, which says so itself. */
  readonly attach?: FileAttachOptions | undefined;
  /** Whether a file that is there may be replaced. Default false. */
  readonly overwrite?: boolean | undefined;
}

/** A file of records, to copy into or from. */
export interface RecordFile {
  readonly path: string;
  readonly attach: FileAttachOptions | undefined;
  readonly overwrite: boolean;
}

const schema = z.strictObject({
  attach: z.unknown().optional(), // checked below, under its own name
  overwrite: z.boolean('must be true or false').default(false),
});

const files = new WeakSet<object>();

/**
 * A file that `copy` writes a collection to, or reads one from: `.jsonl`, `.jsonl.gz`, `.jsonl.zst` or `.parquet`. What is read is
 * known by its content. Nothing is opened yet; throws `invalid-input`.
 *
 * ```ts
 * await copy(store, recordFile('./photos.parquet'));
 * await copy(recordFile('./photos.parquet'), another);
 * ```
 */
export function recordFile(path: string, options: RecordFileOptions = {}): RecordFile {
  checkPath(path);
  const { attach, overwrite } = parseInput(schema, options, 'options');
  const file: RecordFile = {
    path,
    attach:
      attach === undefined ? undefined : parseInput(fileAttachSchema, attach, 'options.attach'),
    overwrite,
  };
  files.add(file);
  return Object.freeze(file);
}

/** Whether a value is what `recordFile` gave. */
export function isRecordFile(value: unknown): value is RecordFile {
  return typeof value === 'object' && value !== null && files.has(value);
}
