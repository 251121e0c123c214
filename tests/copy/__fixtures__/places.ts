import { join } from 'node:path';
import type { Store } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { pgvector } from '@nestvec/pgvector';
import { pinecone } from '@nestvec/pinecone';
import { qdrant } from '@nestvec/qdrant';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { pineconeFake } from '@nestvec/testkit/pinecone';
import { realServer } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';

/** Names of all places that a collection can be in. */
export const placeNames = [
  'memory',
  'LanceDB',
  'PGlite',
  'PostgreSQL',
  'Qdrant by REST',
  'Qdrant by gRPC',
  'Weaviate',
  'Pinecone’s fake',
] as const;
export type PlaceName = (typeof placeNames)[number];

/** All of them: how a collection is opened there, or a sentence why there is no such place here. */
export interface Places {
  readonly all: Readonly<Record<PlaceName, ((collection: string) => Store) | string>>;
  readonly close: () => Promise<void>;
}

/** Places in a folder, on the servers that there are, and in memory. */
export async function openPlaces(folder: string): Promise<Places> {
  const database = memoryDatabase();
  const fake = await pineconeFake({ quiet: true });
  const [onPostgres, onQdrant, onWeaviate] = await Promise.all([
    realServer('postgres'),
    realServer('qdrant'),
    realServer('weaviate'),
  ]);
  type Server = Exclude<typeof onQdrant, string>;
  const on = (
    server: Server | string,
    open: (server: Server, collection: string) => Store,
  ): string | ((collection: string) => Store) =>
    typeof server === 'string' ? server : (collection) => open(server, collection);
  const grpcOf = ({ grpcUrl }: Server) =>
    grpcUrl === undefined ? {} : { grpc: { url: grpcUrl } };
  const servers = [onPostgres, onQdrant, onWeaviate];
  return {
    all: {
      memory: (collection) => memoryStore({ collection, database }),
      LanceDB: (collection) => lancedb({ uri: join(folder, 'lancedb'), collection }),
      PGlite: (collection) => pgvector({ data: join(folder, 'pglite'), collection }),
      PostgreSQL: on(onPostgres, ({ url }, collection) => pgvector({ url, collection })),
      'Qdrant by REST': on(onQdrant, ({ url }, collection) => qdrant({ url, collection })),
      'Qdrant by gRPC': on(
        typeof onQdrant !== 'string' && onQdrant.grpcUrl === undefined
          ? 'set NESTVEC_QDRANT_GRPC_URL to the gRPC address of the server'
          : onQdrant,
        (server, collection) => qdrant({ url: server.url, ...grpcOf(server), collection }),
      ),
      Weaviate: on(onWeaviate, (server, collection) =>
        weaviate({ url: server.url, ...grpcOf(server), collection }),
      ),
      'Pinecone’s fake': (collection) =>
        pinecone({ apiKey: 'any', controllerHost: fake.url, collection }),
    },
    async close() {
      await fake.close();
      for (const server of servers) if (typeof server !== 'string') await server.stop();
    },
  };
}
