import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@nestvec/core';
import { memoryDatabase } from '../memory/memory-database.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { realServer } from './real-server.ts';
import type { ServerName } from './servers.ts';

/** The adapters, which the testkit does not import. */
export interface Adapters {
  readonly lancedb: (options: { readonly uri: string; readonly collection: string }) => Store;
  readonly pgvector: (options: PostgresPlace & { readonly collection: string }) => Store;
  readonly qdrant: (options: { readonly url: string; readonly collection: string }) => Store;
  readonly weaviate: (options: {
    readonly url: string;
    readonly grpc: { readonly url: string };
    readonly collection: string;
  }) => Store;
}

type PostgresPlace = { readonly data: string } | { readonly url: string };

/** What lists the collections of a database, each by the package's own `listCollections`. */
export interface Listings {
  readonly lancedb: (place: { readonly uri: string }) => Promise<readonly string[]>;
  readonly pgvector: (place: PostgresPlace) => Promise<readonly string[]>;
  readonly qdrant: (place: { readonly url: string }) => Promise<readonly string[]>;
  readonly weaviate: (place: { readonly url: string }) => Promise<readonly string[]>;
}

/** A database to test on, or why there is none. */
export interface TestStore {
  readonly name: string;
  readonly open: ((collection: string) => Store) | string;
  /** Names of the collections that are there, where `everyStore` was given what lists them. */
  readonly list: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Every store, for tests of what is built upon one: those in this process always, servers where there are some. */
export async function everyStore(
  adapters: Adapters,
  lists?: Listings,
): Promise<readonly TestStore[]> {
  const { lancedb, pgvector, qdrant, weaviate } = adapters;
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-stores-'));
  const data = join(folder, 'pglite');
  // To start PGlite takes seconds, so one stays open.
  const keeper = pgvector({ data, collection: 'keeper' });
  const close = async (): Promise<void> => {};
  const uri = join(folder, 'lance');
  const database = memoryDatabase();
  return [
    {
      name: 'memory',
      open: (collection) => memoryStore({ collection, database }),
      list: async () => await Promise.resolve([...database.collections.keys()]),
      close,
    },
    {
      name: 'lancedb',
      open: (collection) => lancedb({ uri, collection }),
      list: async () => (await lists?.lancedb({ uri })) ?? [],
      close,
    },
    {
      name: 'pglite',
      open: (collection) => pgvector({ data, collection }),
      list: async () => (await lists?.pgvector({ data })) ?? [],
      close: async () => {
        await keeper.close();
        await rm(folder, { recursive: true, force: true });
      },
    },
    await onServer(
      'postgres',
      ({ url }, collection) => pgvector({ url, collection }),
      lists?.pgvector,
    ),
    await onServer('qdrant', ({ url }, collection) => qdrant({ url, collection }), lists?.qdrant),
    await onServer(
      'weaviate',
      ({ url, grpcUrl }, collection) =>
        weaviate({ url, grpc: { url: grpcUrl ?? defaultGrpc(url) }, collection }),
      lists?.weaviate,
    ),
  ];
}

/** A name of a collection that no one else uses. */
export function newCollection(): string {
  return `test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
}

async function onServer(
  name: ServerName,
  open: (
    server: { readonly url: string; readonly grpcUrl: string | undefined },
    collection: string,
  ) => Store,
  listed: ((place: { readonly url: string }) => Promise<readonly string[]>) | undefined,
): Promise<TestStore> {
  const server = await realServer(name);
  const list = async (): Promise<readonly string[]> =>
    typeof server === 'string' ? [] : ((await listed?.({ url: server.url })) ?? []);
  if (typeof server === 'string') return { name, open: server, list, close: async () => {} };
  return { name, open: (collection) => open(server, collection), list, close: server.stop };
}

/** Where only the URL is given, the port that Weaviate has by itself. */
function defaultGrpc(url: string): string {
  return `http://${new URL(url).hostname}:50051`;
}
