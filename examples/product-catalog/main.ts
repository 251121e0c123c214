/**
 * A shop: a feed of products is imported, and a page to search them is served, by words in any language, by a photo, by “more like this”, with
 * filters, prices and what is in stock first. Run it again after prices or stocks have changed: nothing is embedded for that.
 */
import { mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { createServer } from '@nestvec/server';
import { catalogPage } from '@nestvec/web';
import { demoFolder, writeDemoFeed } from './demo-feed.ts';
import { readFeed } from './feed.ts';
import { importFeed } from './import-feed.ts';
import { itemsOf } from './items.ts';
import { openStore } from './store.ts';

const { values: flags } = parseArgs({
  options: {
    feed: { type: 'string' },
    images: { type: 'string' },
    'image-url': { type: 'string', multiple: true, default: [] },
    model: { type: 'string', default: modelDirectory },
    store: { type: 'string', default: 'lancedb' },
    url: { type: 'string' },
    'grpc-url': { type: 'string' },
    collection: { type: 'string', default: 'shop' },
    currency: { type: 'string' },
    port: { type: 'string', default: '8484' },
    'import-only': { type: 'boolean', default: false },
  },
});

const feed = flags.feed ?? '.nestvec/feed.tsv';
const folder = flags.images ?? (flags.feed === undefined ? demoFolder : dirname(flags.feed));
if (flags.feed === undefined) {
  mkdirSync('.nestvec', { recursive: true });
  writeDemoFeed(feed);
}

const index = await createIndex({
  embedder: await onnx({ directory: flags.model }),
  store: openStore({
    store: flags.store,
    collection: flags.collection,
    url: flags.url,
    grpcUrl: flags['grpc-url'],
  }),
  fields: {
    title: 'string',
    price: 'number',
    in_stock: 'boolean',
    brand: 'string',
    color: 'string',
    category: 'string',
  },
  keyword: true,
});

const started = performance.now();
const products = await readFeed(feed);
const items = itemsOf(products, resolve(folder));
const { embedded, updated, unchanged, removed, failures } = await importFeed(index, items);
for (const failure of failures) console.log(failure);
if (failures.length > 0) process.exitCode = 2;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${feed}: ${embedded} embedded, ${updated} updated without, ${unchanged} as they were, ${removed} removed, ${failures.length} failed, in ${seconds} s`,
);

if (!flags['import-only']) {
  const fields = ['title', 'price', 'in_stock', 'brand', 'color', 'category', '$text', '$parentId'];
  const server = createServer({
    indexes: { shop: index },
    publicIndexes: { shop: { fields } },
    imageRoots: [folder],
    imageUrls: flags['image-url'],
    page: catalogPage(),
    pageSettings: {
      shop: {
        heading: 'The shop',
        currency: flags.currency ?? products.find(({ currency }) => currency)?.currency,
        facets: ['category', 'price', 'brand', 'color', 'in_stock'],
        sorts: ['price'],
        group: '$parentId',
        boost: [{ filter: { in_stock: true }, weight: 0.2 }],
      },
    },
  });
  const { url } = await server.listen({ port: Number(flags.port) });
  await server.ready();
  console.log(`open ${url}/ in a browser; Ctrl-C ends it`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.close();
}
await index.close();
