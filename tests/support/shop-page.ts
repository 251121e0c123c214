import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createIndex, type Store, type VectorIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { lancedb } from '@nestvec/lancedb';
import { modelDirectory } from '@nestvec/mini-clip';
import { createServer, type ServerOptions } from '@nestvec/server';
import { catalogPage } from '@nestvec/web';
import { root } from './workspace.ts';

const catalogue = join(root, 'packages/cli/catalogue');

/** What is shown of a thing in the shop. */
interface Row {
  readonly id: string;
  readonly text: string;
  readonly image: string;
  readonly metadata: {
    readonly name: string;
    readonly category: string;
    readonly language: string;
  };
}

/** A shop with a page, on this machine. */
export interface ShopPage {
  readonly url: string;
  readonly index: VectorIndex;
  /** Starts another server over the same index. */
  serve(options?: Partial<ServerOptions>): Promise<{ url: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

const shown = ['name', 'category', 'language', 'price', 'in_stock', 'added', '$text'];

/** Brings the page into `dist`, where it is not there yet. */
async function buildPage(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'packages/web/build-page.ts')]);
}

/** The quickstart’s catalogue with prices, dates and stocks, by default in LanceDB. */
export async function openShopPage(
  openStore?: (folder: string) => Store,
  copies = 1,
): Promise<ShopPage> {
  await buildPage();
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-page-'));
  const embedder = await onnx({ directory: modelDirectory });
  const store = openStore?.(folder) ?? lancedb({ uri: folder, collection: 'shop' });
  const index: VectorIndex = await createIndex({
    embedder,
    store,
    fields: {
      name: 'string',
      category: 'string',
      language: 'string',
      price: 'number',
      in_stock: 'boolean',
      added: 'datetime',
    },
    keyword: store.capabilities.words !== false,
  });
  const rows = readFileSync(join(catalogue, 'items.jsonl'), 'utf8').trimEnd().split('\n');
  const items = rows.map((row, i) => {
    const { id, text, image, metadata } = JSON.parse(row) as Row;
    const uri = join(catalogue, image);
    const price = 5 + ((i * 37) % 400) / 4;
    const added = new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
    return {
      id,
      text,
      image: uri,
      uri,
      metadata: { ...metadata, price, in_stock: i % 3 > 0, added },
    };
  });
  await index.ingest(items);
  if (copies > 1) await copyRecords(index, copies);
  const serve: ShopPage['serve'] = async (options = {}) => {
    const server = createServer({
      indexes: { shop: index },
      publicIndexes: { shop: { fields: shown } },
      imageRoots: [catalogue],
      page: catalogPage(),
      pageSettings: { shop: { heading: 'Things', currency: 'EUR' } },
      ...options,
    });
    const { url } = await server.listen({ port: 0 });
    await server.ready();
    return { url, close: async () => await server.close() };
  };
  const first = await serve();
  return {
    url: first.url,
    index,
    serve,
    async close() {
      await first.close();
      await index.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** More records with the same vectors, which cost no inference. */
async function copyRecords({ store }: VectorIndex, copies: number): Promise<void> {
  const records: Awaited<ReturnType<Store['get']>>[number][] = [];
  const include = { vectors: ['image', 'text', 'image_64', 'text_64'] };
  for await (const page of store.scan({ include })) records.push(...page.records);
  for (let copy = 1; copy < copies; copy++)
    await store.upsert(
      records.flatMap((one) => (one === undefined ? [] : [{ ...one, id: `${one.id}-${copy}` }])),
    );
}

/** Bytes of the page’s scripts as they go over the wire. */
export function scriptBytes(): number {
  const assets = Object.entries(catalogPage()?.assets ?? {});
  return assets
    .filter(([name]) => name.endsWith('.js'))
    .reduce((sum, [, { brotli }]) => sum + brotli.length, 0);
}

/** A drawing that the catalogue does not hold itself. */
export const bananaImage: string = join(catalogue, 'queries/banana.webp');
