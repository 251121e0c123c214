import type { Store } from '../../packages/core/dist/index.js';
import { lancedb } from '../../packages/lancedb/dist/index.js';
import { pgvector } from '../../packages/pgvector/dist/index.js';
import { qdrant } from '../../packages/qdrant/dist/index.js';
import { weaviate } from '../../packages/weaviate/dist/index.js';
import { grpcUrl, postgresUrl, url, weaviateGrpcUrl, weaviateUrl } from './environment.ts';

/** A database that is searched. */
export interface SearchedDatabase {
  readonly name: string;
  /** A collection with the options that a user begins with. */
  readonly open: (collection: string) => Store;
  /** Waits for what the server does by itself after a write. */
  readonly settle: (collection: string) => Promise<void>;
}

/** The databases of a bench; LanceDB keeps its tables in `folder`. */
export function searchedDatabases(folder: string): readonly SearchedDatabase[] {
  return [
    {
      name: 'lancedb',
      open: (collection) => lancedb({ uri: folder, collection }),
      settle: async () => {},
    },
    {
      // It is filled by gRPC; searches go by REST, whatever writes do.
      name: 'qdrant',
      open: (collection) => qdrant({ url, grpc: { url: grpcUrl }, collection }),
      settle: untilGreen,
    },
    {
      name: 'weaviate',
      open: (collection) =>
        weaviate({ url: weaviateUrl, grpc: { url: weaviateGrpcUrl }, collection }),
      settle: async () => {},
    },
    {
      name: 'pgvector',
      open: (collection) => pgvector({ url: postgresUrl, collection }),
      settle: async () => {},
    },
  ];
}

/** Qdrant builds its graphs after the write. */
async function untilGreen(collection: string): Promise<void> {
  for (;;) {
    const answer = await (await fetch(`${url}/collections/${collection}`)).text();
    if (answer.includes('"status":"green"')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
