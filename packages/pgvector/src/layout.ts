import type { VectorRecord } from '@nestvec/core';
import type { FilterNode, Include } from '@nestvec/core/store';
import type { Row } from './database/database.ts';
import type { Sql } from './sql.ts';

/** A column that is written. */
export interface Column {
  readonly name: string;
  /** Type of what is sent; PostgreSQL makes the column's own type of it. */
  readonly wire: string;
  /** What it is made to, where PostgreSQL does not by itself. */
  readonly cast?: string | undefined;
  /** What stands there where a record has nothing, as SQL. Default: null. */
  readonly fallback?: string | undefined;
  /** The value of a record in binary form; `undefined` for null. */
  readonly encode: (record: VectorRecord) => Buffer | undefined;
}

/** The column of a named vector. */
export interface VectorColumn {
  /** The column as SQL. */
  readonly value: Sql;
  /** The cosine distance, or what orders like it, to a query, as the index has it where there is one. */
  readonly distance: (query: Float32Array) => Sql;
  /** What `distance` gives as a cosine. */
  readonly similarity: (distance: number) => number;
  /** How a search uses its index; `undefined` where every row is compared. */
  readonly aim: Aim | undefined;
}

/** How an index is searched. */
export interface Aim {
  /** What the index orders by. */
  readonly order: (query: Float32Array) => Sql;
  /** Rows of the index for each one wanted; more than one where it orders by less than the full numbers. */
  readonly oversample: number;
  /** Settings of the search by name. */
  readonly settings: (limit: number) => Readonly<Record<string, string>>;
}

/** How records lie in a table of ours, as one tenant sees it, or in one that someone else made. Pure. */
export interface Layout {
  /** The table with its schema. */
  readonly table: Sql;
  /** Column that records are found and ordered by. */
  readonly id: Sql;
  /** An id as the column has it; `undefined` where it can't have it. */
  readonly idValue: (id: string) => Sql | undefined;
  /** Ids as an array; those that the column can't have are left out. */
  readonly idValues: (ids: readonly string[]) => Sql;
  /** Condition of the rows that are seen; `undefined` for all. */
  readonly scope: Sql | undefined;
  readonly where: (filter: FilterNode) => Sql;
  readonly vector: (name: string) => VectorColumn;
  /** What a record with these parts is read from. */
  readonly parts: (include: Include | undefined) => Sql;
  /** A row as a record; parts that were not read are absent. */
  readonly fromRow: (row: Row) => VectorRecord;
  /** Refuses what the table can't keep. Throws `invalid-input` naming `path`. */
  readonly check: (record: VectorRecord, path: string) => void;
  /** Columns of the primary key. */
  readonly key: readonly string[];
  readonly columns: readonly Column[];
}
