/**
 * A product catalogue in the languages of its customers: images and texts of one item in one collection, filters on its
 * fields, an image as a query, and what is similar to an item that is already stored.
 */
import { createIndex, type IndexHit } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { lancedb } from '@nestvec/lancedb';
import { modelDirectory } from '@nestvec/mini-clip';
import { jsonl } from '@nestvec/sources';

const catalogue = new URL('../../packages/cli/catalogue/', import.meta.url);

const index = await createIndex({
  embedder: await onnx({ directory: modelDirectory }),
  store: lancedb({ uri: '.nestvec', collection: 'products' }),
  fields: { name: 'string', category: 'string', language: 'string' },
});

if ((await index.store.describe()) === undefined) {
  const { written, failed } = await index.ingest(jsonl(new URL('items.jsonl', catalogue).pathname));
  console.log(`${written} products written, ${failed} failed`);
}

// A shopper types what they want, in any language; the shop shows one category.
print(
  'Gitarre, in music',
  (await index.search('Gitarre', { filter: { category: 'music' }, limit: 3 })).hits,
);

// A shopper uploads an image.
const photo = new URL('queries/banana.webp', catalogue);
print(
  'an image of a banana',
  (await index.search({ image: photo }, { over: 'image', limit: 3 })).hits,
);

// "More like this", by the vector that is stored: no model is asked.
const [violin] = await index.store.get(['violin']);
const vector = violin?.vectors['image'];
if (vector !== undefined) {
  const { hits } = await index.store.search({
    vector,
    using: 'image_64',
    rescore: 'image',
    filter: { name: { $ne: 'violin' } },
    limit: 3,
  });
  print('more like the violin', hits);
}

await index.close();

function print(title: string, hits: readonly Pick<IndexHit, 'id' | 'score'>[]): void {
  console.log(`${title}: ${hits.map(({ id, score }) => `${id} ${score?.toFixed(3)}`).join(', ')}`);
}
