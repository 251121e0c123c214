import type { Task } from '@nestvec/core';

/** What a client says by the address that it is given, where its requests have no field for it. */
export interface PathDefaults {
  readonly dimensions?: number | undefined;
  readonly task?: Task | undefined;
}

/** A path without its prefix, and what that says. */
export interface PrefixedPath {
  readonly path: string;
  readonly defaults: PathDefaults;
}

/** `/d/256` for dimensions and `/q` for queries, in this order, each once. */
const prefix = /^(?:\/d\/(\d{1,5}))?(\/q)?(?=\/)/;

/** Takes a prefix off a path: `/d/256/q/v1/embeddings` is `/v1/embeddings` for queries of 256 dimensions. */
export function takePrefix(path: string): PrefixedPath {
  const [whole = '', dimensions, query] = prefix.exec(path) ?? [];
  return {
    path: path.slice(whole.length),
    defaults: {
      ...(dimensions === undefined ? {} : { dimensions: Number(dimensions) }),
      ...(query === undefined ? {} : { task: 'query' }),
    },
  };
}
