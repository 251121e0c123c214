/** As much of the package `pg` as is used of it. */

/** A `Client`, or one of a pool. */
export interface PgClient {
  query(query: PgQuery): Promise<PgResult>;
  query(query: Submittable): Submittable;
}

/** A `Pool`. */
export interface PgPool {
  connect(): Promise<PgPoolClient>;
  readonly totalCount: number;
  /** With how many connections it has at most. */
  readonly options?: { readonly max?: number | undefined } | undefined;
}

/** A client that goes back to its pool, or is closed instead. */
export interface PgPoolClient extends PgClient {
  release(close?: boolean): void;
  /** A connection that breaks is an event, which ends the process unless it is listened to. */
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
}

/** A statement. */
export interface PgQuery {
  readonly text: string;
  readonly values: unknown[];
  /** How values of a type are read, whatever the user has set for the process. */
  readonly types: { getTypeParser(oid: number, format?: string): (value: string) => unknown };
}

/** What a statement gives. */
interface PgResult {
  readonly rows: readonly unknown[];
}

/** What can be given to `query` and speaks the protocol itself. */
export interface Submittable {
  submit(connection: object): void;
}

/** The connection of a client, as a `Submittable` gets it. */
export interface PgConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Whether it is a pool, of which every transaction takes a client. */
export function isPool(client: PgPool | PgClient): client is PgPool {
  return 'totalCount' in client;
}
