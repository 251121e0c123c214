import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@nestvec/core';
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

/** A database to test on, or why there is none. */
export interface TestStore {
  readonly name: string;
  readonly open: ((collection: string) => Store) | string;
  readonly close: () => Promise<void>;
}

/** Every store, for tests of what is built upon one: those in this process always, servers where there are some. */
export async function everyStore(adapters: Adapters): Promise<readonly TestStore[]> {
  const { lancedb, pgvector, qdrant, weaviate } = adapters;
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-stores-'));
  const data = join(folder, 'pglite');
  // To start PGlite takes seconds, so one stays open.
  const keeper = pgvector({ data, collection: 'keeper' });
  const close = async (): Promise<void> => {};
  return [
    { name: 'memory', open: (collection) => memoryStore({ collection }), close },
    {
      name: 'lancedb',
      open: (collection) => lancedb({ uri: join(folder, 'lance'), collection }),
      close,
    },
    {
      name: 'pglite',
      open: (collection) => pgvector({ data, collection }),
      close: async () => {
        await keeper.close();
        await rm(folder, { recursive: true, force: true });
      },
    },
    await onServer('postgres', ({ url }, collection) => pgvector({ url, collection })),
    await onServer('qdrant', ({ url }, collection) => qdrant({ url, collection })),
    await onServer('weaviate', ({ url, grpcUrl }, collection) =>
      weaviate({ url, grpc: { url: grpcUrl ?? defaultGrpc(url) }, collection }),
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
): Promise<TestStore> {
  const server = await realServer(name);
  if (typeof server === 'string') return { name, open: server, close: async () => {} };
  return { name, open: (collection) => open(server, collection), close: server.stop };
}

/** Where only the URL is given, the port that Weaviate has by itself. */
function defaultGrpc(url: string): string {
  return `http://${new URL(url).hostname}:50051`;
}
