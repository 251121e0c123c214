/** What is known of a request that was answered. It holds no contents, no keys, no ids. */
export interface LogEntry {
  readonly level: 'info' | 'error';
  readonly requestId: string;
  readonly method: string;
  /** The route, such as `/v1/embeddings`; not the path, in which an id may stand. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** Name of the key. */
  readonly key?: string | undefined;
  /** Contents that were embedded, and their tokens. */
  readonly items?: number | undefined;
  readonly tokens?: number | undefined;
  /** Code of the problem. */
  readonly code?: string | undefined;
  /** Of a failure that is not the client's: what went wrong, for the operator. */
  readonly error?: unknown;
}
