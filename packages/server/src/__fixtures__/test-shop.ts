import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, type Embedder, type VectorIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { onTestFinished } from 'vitest';
import { png } from './test-server.ts';

/** An index with all kinds of fields, some of which are not for everyone, and images in a folder. */
export interface TestShop {
  readonly index: VectorIndex;
  readonly embedder: Embedder;
  /** Where the images are; beside it lies `secret.png`. */
  readonly folder: string;
  /** Bytes of the image of `red`. */
  readonly red: Buffer;
}

/** What only the operator may know. */
export const secrets: readonly string[] = ['supplier-7', '41.5', 'nestvec-shop-', '/etc/passwd', 'secret.png', 'cost', 'supplier'];

export interface ShopOptions {
  readonly tenants?: boolean;
  readonly latencyMs?: number;
  /** The embedder as the index and the server are to have it. */
  readonly wrap?: (embedder: Embedder) => Embedder;
}

/** Three things, `red`, `blue` and `green`; of tenants, `red` and `blue` of `a`, and `green` of `b`. */
export async function testShop({ tenants = false, latencyMs, wrap = (one) => one }: ShopOptions = {}): Promise<TestShop> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-shop-'));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  const embedder = wrap(fakeEmbedder({ model: 'jinaai/jina-clip-v2', ...(latencyMs === undefined ? {} : { latencyMs }) }));
  const index = await createIndex({
    embedder,
    store: memoryStore({ collection: 'things' }),
    fields: { title: 'string', color: 'string', price: 'number', added: 'datetime', tags: 'string[]', cost: 'number', supplier: 'string' },
    keyword: true,
    tenants,
  });
  const item = async (id: string, color: string, price: number) => {
    const image = await png(color);
    const uri = join(folder, `${id}.png`);
    await writeFile(uri, image);
    const metadata = {
      title: `the ${id} shoe`,
      color: id,
      price,
      added: `2026-0${price}-01T00:00:00Z`,
      tags: ['shoe', id],
      cost: 40 + price / 2,
      supplier: `supplier-${price}`,
      note: `undeclared ${id}`,
    };
    return { id, text: `a ${id} shoe`, image, uri, source: folder, parentId: `parent-of-${id}`, metadata };
  };
  const items = [await item('red', '#a00000', 3), await item('blue', '#0000a0', 5), await item('green', '#00a000', 7)];
  await index.create();
  if (tenants) {
    await index.tenant('a').ingest(items.slice(0, 2));
    await index.tenant('b').ingest(items.slice(2));
  } else await index.ingest(items);
  const { image } = items[0] ?? {};
  if (!(image instanceof Buffer)) throw new Error('no image');
  return { index, embedder, folder, red: image };
}

/** Adds a record whose image is said to be at `uri`. */
export async function addAt(index: VectorIndex, id: string, uri: string): Promise<void> {
  await index.ingest([{ id, text: id, uri, metadata: {} }]);
}

