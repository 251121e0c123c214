import type { LanceOptions } from '@nestvec/lancedb';
import type { PgvectorOptions, PgvectorPlace } from '@nestvec/pgvector';
import type { PineconeOptions } from '@nestvec/pinecone';
import type { QdrantOptions } from '@nestvec/qdrant';
import type { WeaviateOptions } from '@nestvec/weaviate';
import { checkPinecone } from '../doctor/check-pinecone.ts';
import type { Connection, Database, NeededModule } from './database.ts';
import { pineconeOptions } from './pinecone-options.ts';
import { dataUri, urlOf } from './place-values.ts';

/** What `--store` takes; the first is the default. */
export const storeNames = [
  'lancedb',
  'qdrant',
  'weaviate',
  'pinecone',
  'postgres',
  'pglite',
] as const;

/** A database that collections can be in. */
export type StoreName = (typeof storeNames)[number];

/** Where collections are unless a flag says otherwise. */
export const usualData = '.nestvec';

/** Every database that the command line can open. */
export const databases: Readonly<Record<StoreName, Database>> = {
  lancedb: {
    title: 'LanceDB',
    takes: { data: usualData, attach: 'theirs.json' },
    modules: [plain('@lancedb/lancedb', () => import('@lancedb/lancedb'))],
    async open(collection, { place }) {
      const { lancedb } = await import('@nestvec/lancedb');
      const attach = place.attach as LanceOptions['attach']; // checked by the adapter
      return lancedb({ uri: dataUri(place), attach, collection });
    },
    async list({ place }) {
      const { listCollections } = await import('@nestvec/lancedb');
      return await listCollections({ uri: dataUri(place) });
    },
    storage: async () => (await import('@nestvec/lancedb')).lanceStorage,
  },
  qdrant: {
    title: 'Qdrant',
    takes: {
      url: 'http://localhost:6333',
      grpcUrl: 'http://localhost:6334',
      attach: 'theirs.json',
    },
    keyVariable: 'QDRANT_API_KEY',
    modules: [],
    async open(collection, connection) {
      const { qdrant } = await import('@nestvec/qdrant');
      const attach = connection.place.attach as QdrantOptions['attach']; // checked by the adapter
      return qdrant({ ...serverOptions(connection), attach, collection });
    },
    async list(connection) {
      const { listCollections } = await import('@nestvec/qdrant');
      return await listCollections(serverOptions(connection));
    },
    storage: async () => (await import('@nestvec/qdrant')).qdrantStorage,
  },
  weaviate: {
    title: 'Weaviate',
    takes: {
      url: 'http://localhost:8080',
      grpcUrl: 'http://localhost:50051',
      attach: 'theirs.json',
    },
    keyVariable: 'WEAVIATE_API_KEY',
    modules: [],
    async open(collection, connection) {
      const { weaviate } = await import('@nestvec/weaviate');
      const attach = connection.place.attach as WeaviateOptions['attach']; // checked by the adapter
      return weaviate({ ...serverOptions(connection), attach, collection });
    },
    async list({ place, apiKey }) {
      const { listCollections } = await import('@nestvec/weaviate');
      return await listCollections({ url: urlOf(place), apiKey });
    },
    storage: async () => (await import('@nestvec/weaviate')).weaviateStorage,
  },
  pinecone: {
    title: 'Pinecone',
    takes: { url: 'http://localhost:5080', cloud: 'aws:us-east-1', attach: 'theirs.json' },
    isHosted: true,
    keyVariable: 'PINECONE_API_KEY',
    modules: [],
    async open(collection, connection) {
      const { pinecone } = await import('@nestvec/pinecone');
      const attach = connection.place.attach as PineconeOptions['attach']; // checked by the adapter
      return pinecone({ ...pineconeOptions(connection), attach, collection });
    },
    async list(connection) {
      const { cloud: _, region: _unused, ...options } = pineconeOptions(connection);
      const { listCollections } = await import('@nestvec/pinecone');
      return await listCollections(options);
    },
    storage: async () => (await import('@nestvec/pinecone')).pineconeStorage,
    check: checkPinecone,
  },
  postgres: {
    title: 'PostgreSQL',
    ...overPostgres(({ place, apiKey: password }) => ({ url: urlOf(place), password })),
    takes: { url: 'postgres://postgres@localhost:5432/postgres', attach: 'theirs.json' },
    urlSchemes: ['postgres:', 'postgresql:'],
    keyVariable: 'PGPASSWORD',
    modules: [plain('pg', () => import('pg'))],
  },
  pglite: {
    title: 'PGlite',
    ...overPostgres(({ place }) => ({ data: dataUri(place) })),
    takes: { data: usualData, attach: 'theirs.json' },
    modules: [
      plain('@electric-sql/pglite', () => import('@electric-sql/pglite')),
      plain('@electric-sql/pglite-pgvector', () => import('@electric-sql/pglite-pgvector')),
    ],
  },
};

/** What a server and PGlite have in common. */
function overPostgres(
  placeIn: (connection: Connection) => PgvectorPlace,
): Pick<Database, 'open' | 'list' | 'storage'> {
  return {
    async open(collection, connection) {
      const { pgvector } = await import('@nestvec/pgvector');
      const attach = connection.place.attach as PgvectorOptions['attach']; // checked by the adapter
      return pgvector({ ...placeIn(connection), attach, collection });
    },
    async list(connection) {
      const { listCollections } = await import('@nestvec/pgvector');
      return await listCollections(placeIn(connection));
    },
    storage: async () => (await import('@nestvec/pgvector')).pgvectorStorage,
  };
}

/** What `--url`, `--grpc-url` and the environment say of a server. */
function serverOptions({ place, apiKey }: Connection): {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly grpc: { readonly url: string } | undefined;
} {
  const { grpcUrl } = place.flags;
  return {
    url: urlOf(place),
    apiKey,
    grpc: grpcUrl === undefined ? undefined : { url: grpcUrl },
  };
}

function plain(name: string, load: () => Promise<unknown>): NeededModule {
  return {
    name,
    async load() {
      await load();
      return '';
    },
  };
}
