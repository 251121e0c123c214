import type { VectorRecord } from '../../record/record.ts';

/** A row of a file by its number, from 1: an object as it lies there, or what is wrong with it, as in `photos.csv:17: has 3 cells`. */
export type FileRow =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly problem: string };

/** A record and the tenant that it is of. */
export interface TenantRecord {
  readonly tenant: string | undefined;
  readonly record: VectorRecord;
}

/** A file whose rows can be read from any of them on. */
export interface RowReader {
  /** What nestvec wrote of the file itself; `undefined` for one of someone else. */
  readonly header: unknown;
  /** All rows behind one of that number, 0 for all. Throws `invalid-input` where the file is not whole. */
  rows(after: number): AsyncGenerator<FileRow, void, undefined>;
  close(): Promise<void>;
}
