import type { Sql } from '../sql.ts';

/** A row by the names of its columns; every value as PostgreSQL shows it as text. */
export type Row = Readonly<Record<string, string | null | undefined>>;

/** One connection, for as long as a task has it. */
export interface Connection {
  /** One statement. */
  readonly query: (statement: Sql) => Promise<readonly Row[]>;
  /** Rows in PostgreSQL's binary form, by a statement `COPY … FROM` without its source. */
  readonly copy: (statement: Sql, bytes: Buffer) => Promise<void>;
}

/** What a task is run with. */
export interface TaskOptions {
  /** Cancels the statement under way, where that can be done. */
  readonly signal?: AbortSignal | undefined;
  /** Whether statements may take longer than usual, as building an index does. */
  readonly unhurried?: boolean | undefined;
}

/** A PostgreSQL, on a server or in this process. */
export interface Database {
  /** Runs a task whose statements each are a transaction. */
  readonly use: <Result>(
    task: (connection: Connection) => Promise<Result>,
    options?: TaskOptions,
  ) => Promise<Result>;
  /** Runs a task in a transaction of its own, or within the one that the user's client is in. */
  readonly transaction: <Result>(
    task: (connection: Connection) => Promise<Result>,
    options?: TaskOptions,
  ) => Promise<Result>;
  /** Whether a failed transaction may be tried again; not where it may be a part of the user's. */
  readonly canRetry: boolean;
  /** Transactions that one call may write at once; more than one where there are connections to spare. */
  readonly writesAtOnce: number;
  readonly close: () => Promise<void>;
}
