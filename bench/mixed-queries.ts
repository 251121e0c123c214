import { createIndex, type IndexSearchOptions, type Query } from '../packages/core/dist/index.js';
import { onnx } from '../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { memoryStore } from '../packages/testkit/dist/memory/index.js';
import { readCatalogue } from './support/catalogue.ts';
import { printTable } from './support/table.ts';

// What a query of several parts finds: the stored image of one item and the name of an unrelated one, at several weights, over the
// images of the shipped catalogue with mini-clip; every record compared. Needs no server.

const items = readCatalogue();

const embedder = await onnx({ directory: modelDirectory });
const store = memoryStore({ collection: 'catalogue' });
const index = await createIndex({ embedder, store });
await index.ingest(items);

const weights = [0.3, 0.4, 0.5, 0.6, 0.7];
const over: IndexSearchOptions = {
  over: 'image',
  limit: 5,
  include: { metadata: false, text: false },
};
const percent = (part: number): string => ((part / items.length) * 100).toFixed(0);

const rows: string[][] = [];
for (const weight of weights) {
  const found = { image: 0, text: 0, both: 0 };
  for (const [i, item] of items.entries()) {
    const other = items[(i + 151) % items.length];
    const name = other?.metadata.names['en'] ?? '';
    const query: Query = {
      all: [
        { image: item.image, weight: 1 - weight },
        { text: name, weight },
      ],
    };
    const ids = new Set((await index.search(query, over)).hits.map(({ id }) => id));
    const [hasImage, hasText] = [ids.has(item.id), ids.has(other?.id ?? '')];
    if (hasImage) found.image++;
    if (hasText) found.text++;
    if (hasImage && hasText) found.both++;
  }
  rows.push([
    `${(1 - weight).toFixed(1)} : ${weight.toFixed(1)}`,
    percent(found.image),
    percent(found.text),
    percent(found.both),
  ]);
}
printTable(['image : text', 'the image’s item, %', 'the text’s item, %', 'both, %'], rows);

for (const [text, item] of [
  ['red', 'green apple'],
  ['green', 'red apple'],
] as const) {
  const found = items.find(({ metadata }) => metadata.names['en'] === item);
  if (found === undefined) throw new Error(`the catalogue has no ${item}`);
  const query = { all: [{ image: found.image }, { text }] };
  const { hits } = await index.search(query, over);
  const names = hits.map(({ id }) => items.find((one) => one.id === id)?.metadata.names['en']);
  console.log(`image of ${item} + "${text}": ${names.join(', ')}`);
}
await index.close();
