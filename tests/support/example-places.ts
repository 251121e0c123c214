import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@nestvec/core';
import { qdrant } from '@nestvec/qdrant';
import { realServer, type RealServer } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';

/** What the programs of examples/existing-app find in their environment. */
export type ExamplePlace = {
  readonly env: Readonly<Record<string, string>>;
  /** Removes what they wrote. */
  remove(): Promise<void>;
};

/** An empty place of each database, or a sentence to skip with. */
export const examplePlaces: readonly {
  readonly name: string;
  open(): Promise<ExamplePlace | string>;
}[] = [
  {
    name: 'LanceDB',
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'nestvec-example-'));
      return {
        env: { NESTVEC_DATA: folder },
        remove: async () => await rm(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'Qdrant',
    async open() {
      const server = await realServer('qdrant');
      if (typeof server === 'string') return server;
      const collection = `example_${randomUUID()}`;
      const env = { QDRANT_URL: server.url, COLLECTION: collection };
      return placeIn(qdrant({ url: server.url, collection }), server, env);
    },
  },
  {
    name: 'Weaviate',
    async open() {
      const server = await realServer('weaviate');
      if (typeof server === 'string') return server;
      const { url, grpcUrl } = server;
      const collection = `Example_${randomUUID().replaceAll('-', '_')}`;
      const lane = grpcUrl === undefined ? {} : { WEAVIATE_GRPC_URL: grpcUrl };
      const grpc = grpcUrl === undefined ? undefined : { url: grpcUrl };
      const env = { WEAVIATE_URL: url, COLLECTION: collection, ...lane };
      return placeIn(weaviate({ url, grpc, collection }), server, env);
    },
  },
];

function placeIn(store: Store, server: RealServer, env: ExamplePlace['env']): ExamplePlace {
  return {
    env,
    async remove() {
      await store.drop();
      await store.close();
      await server.stop();
    },
  };
}
