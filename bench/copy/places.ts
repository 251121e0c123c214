import { join } from 'node:path';
import type { Store } from '../../packages/core/dist/index.js';
import { lancedb } from '../../packages/lancedb/dist/index.js';
import { pgvector } from '../../packages/pgvector/dist/index.js';
import { qdrant } from '../../packages/qdrant/dist/index.js';
import { weaviate } from '../../packages/weaviate/dist/index.js';
import { grpcUrl, postgresUrl, url, weaviateGrpcUrl, weaviateUrl } from '../support/environment.ts';

/** How a collection is opened in each database. */
export type Places = Readonly<Record<string, (collection: string) => Store>>;

/** All databases; LanceDB lies in a folder. */
export function placesIn(folder: string): Places {
  return {
    lancedb: (collection) => lancedb({ uri: join(folder, 'lancedb'), collection }),
    qdrant: (collection) => qdrant({ url, grpc: { url: grpcUrl }, collection }),
    weaviate: (collection) =>
      weaviate({ url: weaviateUrl, grpc: { url: weaviateGrpcUrl }, collection }),
    postgres: (collection) => pgvector({ url: postgresUrl, collection }),
  };
}
