/** What the bench asks of the server's process. */
export type ServerQuestion =
  | { readonly ask: 'memory' }
  | { readonly ask: 'direct'; readonly texts: readonly string[] };

/** Bytes, as `process.memoryUsage` counts them. */
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** What the server's process says. */
export interface ServerNews {
  readonly url?: string;
  readonly memory?: Memory;
  readonly seconds?: number;
  /** Requests to its embeddings door, by status. */
  readonly answered?: Readonly<Record<string, number>>;
}

/** What the load generator does: so many clients in a closed loop, for so long or for so many requests. */
export interface LoadPlan {
  readonly url: string;
  readonly clients: number;
  readonly forMs?: number;
  readonly requests?: number;
  /** One a request, each once, in their order; texts made of numbers without it. */
  readonly texts?: readonly string[];
  /** Every fiftieth request an image, every twentieth one that is refused. */
  readonly isMixed?: boolean;
  /** A client ends when its connection is refused, as when the server stops. */
  readonly endsWithServer?: boolean;
}

/** What became of it. */
export interface Load {
  readonly seconds: number;
  /** Milliseconds of each whole answer of status 200, ascending. */
  readonly latencies: readonly number[];
  /** Whole answers by status, and what else happened. */
  readonly outcomes: Readonly<Record<string, number>>;
}
