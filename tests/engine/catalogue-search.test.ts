import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { createIndex, type Embedder, type EmbedResult, type Store } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { lancedb } from '@nestvec/lancedb';
import { modelDirectory } from '@nestvec/mini-clip';
import { pgvector } from '@nestvec/pgvector';
import { qdrant } from '@nestvec/qdrant';
import { seed, seeded } from '@nestvec/testkit';
import { memoryStore } from '@nestvec/testkit/memory';
import { realServer } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import { afterAll, describe, expect, it } from 'vitest';

interface CatalogueItem {
  readonly id: string;
  readonly image: string;
  readonly text: string;
  readonly metadata: { readonly name: string };
}

const catalogue = new URL('../../packages/cli/catalogue/', import.meta.url);
const items = readFileSync(new URL('items.jsonl', catalogue), 'utf8')
  .trim()
  .split('\n')
  .map((line): CatalogueItem => {
    const item = JSON.parse(line) as CatalogueItem; // one of the shipped catalogue
    return { ...item, image: fileURLToPath(new URL(item.image, catalogue)) };
  });

const model = await onnx({ directory: modelDirectory });
const folder = await mkdtemp(join(tmpdir(), 'nestvec-catalogue-'));
const known = new Map<string, Promise<EmbedResult>>();
/** Queries are embedded once for all stores; closed below. */
const embedder: Embedder = {
  ...model,
  async embed(contents, options) {
    const key = JSON.stringify([contents, options.task]);
    const result = known.get(key) ?? model.embed(contents, options);
    known.set(key, result);
    return await result;
  },
  close: async () => {},
};

const collection = `Catalogue${Date.now().toString(36)}`;
const [qdrantServer, weaviateServer, postgresServer] = await Promise.all([
  realServer('qdrant'),
  realServer('weaviate'),
  realServer('postgres'),
]);
const stores: Record<string, string | (() => Store)> = {
  memory: () => memoryStore({ collection }),
  lancedb: () => lancedb({ uri: folder, collection }),
  pglite: () => pgvector({ data: folder, collection }),
  postgres:
    typeof postgresServer === 'string'
      ? postgresServer
      : () => pgvector({ url: postgresServer.url, collection, indexFrom: 0 }),
  qdrant:
    typeof qdrantServer === 'string'
      ? qdrantServer
      : () => qdrant({ url: qdrantServer.url, collection }),
  weaviate:
    typeof weaviateServer === 'string'
      ? weaviateServer
      : () => {
          const { url, grpcUrl = `http://${new URL(url).hostname}:50051` } = weaviateServer;
          return weaviate({ url, grpc: { url: grpcUrl }, collection });
        },
};

afterAll(async () => {
  await model.close();
  await rm(folder, { recursive: true, force: true });
  for (const server of [qdrantServer, weaviateServer, postgresServer])
    if (typeof server !== 'string') await server.stop();
});

/** Fusing is core's, so every image is searched for in memory alone; of a database what is sampled shows that its lists are right. */
const isFull = (env['NESTVEC_FULL'] ?? '') !== '';
const sampled = items.filter((_, i) => (i + seed) % 13 === 0);

describe.each(Object.entries(stores))(seeded('the catalogue in %s'), (name, open) => {
  const asked = isFull || name === 'memory' ? items : sampled;

  it(`has an image that is stored first in ${asked.length} of ${asked.length} searches over both, and pages that join`, async (context) => {
    if (typeof open === 'string') return context.skip(open);
    const store = open();
    const index = await createIndex({ embedder, store });
    try {
      const { written } = await index.ingest(items);
      expect(written).toBe(312);
      const include = { metadata: false, text: false };
      const missed: string[] = [];
      for (const { id, image } of asked) {
        const { hits } = await index.search({ image }, { limit: 1, include });
        if (hits[0]?.id !== id || hits[0].modality !== 'image') missed.push(id);
      }
      expect(missed).toEqual([]);
      for (const { metadata } of asked.filter((_, i) => i % (asked.length / 12) === 0)) {
        const page = async (limit: number, offset: number): Promise<string[]> => {
          const { hits } = await index.search(metadata.name, { limit, offset, include });
          return hits.map(({ id }) => id);
        };
        const whole = await page(30, 0);
        expect([...(await page(10, 0)), ...(await page(10, 10)), ...(await page(10, 20))]).toEqual(
          whole,
        );
      }
    } finally {
      await store.drop();
      await index.close();
    }
  }, 240_000);
});
