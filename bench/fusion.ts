import { createIndex, type IndexSearchOptions } from '../packages/core/dist/index.js';
import { onnx } from '../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { memoryStore } from '../packages/testkit/dist/memory/index.js';
import { embedOnce } from './support/cached-embedder.ts';
import { readCatalogue } from './support/catalogue.ts';
import { printTable } from './support/table.ts';

// How lists of images, texts and words become one: how often the item that a name stands for is the first hit, or one of the first
// five, by language and by the way of fusing; how often a stored image finds itself; and how often a hit of page 1 comes again on
// page 2. The shipped catalogue of 312 emoji with mini-clip, every record compared. Needs no server.

/** A way of searching; with words, the query’s own. */
type Way = IndexSearchOptions & { readonly withWords?: boolean };

const items = readCatalogue();

const model = await onnx({ directory: modelDirectory });
// Each query is embedded once, however many ways it is searched by.
const embedder = embedOnce(model);
const store = memoryStore({ collection: 'catalogue' });
const index = await createIndex({ embedder, store, keyword: true });
await index.ingest(items);

const languages = ['en', 'de', 'ja', 'ar'];
const ways: Readonly<Record<string, Way>> = {
  'images only': { over: 'image' },
  'texts only': { over: 'text' },
  'rank (k 60)': { fusion: 'rank' },
  '**relative**, the default': {},
  'relative, images ×2': { weights: { image: 2 } },
  'relative, texts ×2': { weights: { text: 2 } },
  'relative and words': { withWords: true },
  'relative and words ×0.5': { withWords: true, weights: { words: 0.5 } },
};

const percent = (part: number): string => ((part / items.length) * 100).toFixed(1);

/** The options of a way for one query. */
function optionsOf({ withWords, ...options }: Way, query: string): IndexSearchOptions {
  return withWords === true ? { ...options, words: query } : options;
}

async function found(way: Way, language: string): Promise<string> {
  let [first, five] = [0, 0];
  for (const { id, metadata } of items) {
    const query = metadata.names[language] ?? '';
    const { hits } = await index.search(query, {
      ...optionsOf(way, query),
      limit: 5,
      include: { metadata: false, text: false },
    });
    if (hits[0]?.id === id) first++;
    if (hits.some((hit) => hit.id === id)) five++;
  }
  return `${percent(first)} / ${percent(five)}`;
}

async function ownImage(way: Way): Promise<string> {
  if (way.withWords === true || way.over === 'text') return '–';
  let first = 0;
  for (const { id, image } of items)
    if ((await index.search({ image }, { ...optionsOf(way, ''), limit: 1 })).hits[0]?.id === id)
      first++;
  return percent(first);
}

async function repeated(way: Way): Promise<string> {
  let count = 0;
  for (const { metadata } of items) {
    const query = metadata.names['en'] ?? '';
    const page = async (offset: number): Promise<string[]> => {
      const all = { ...optionsOf(way, query), limit: 10, offset };
      return (await index.search(query, all)).hits.map(({ id }) => id);
    };
    const [one, two] = [await page(0), await page(10)];
    count += two.filter((id) => one.includes(id)).length;
  }
  return String(count);
}

const rows: string[][] = [];
for (const [name, way] of Object.entries(ways)) {
  const cells = [name];
  for (const language of languages) cells.push(await found(way, language));
  rows.push([...cells, await ownImage(way), await repeated(way)]);
}
printTable(
  ['first / first five, %', ...languages, 'own image first, %', 'hits that come again on page 2'],
  rows,
);
await index.close();
