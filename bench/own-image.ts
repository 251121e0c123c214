import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, pid } from 'node:process';
import {
  createIndex,
  type Embedder,
  type Store,
  type VectorIndex,
} from '../packages/core/dist/index.js';
import { onnx } from '../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { pgvector } from '../packages/pgvector/dist/index.js';
import { pinecone } from '../packages/pinecone/dist/index.js';
import { qdrant } from '../packages/qdrant/dist/index.js';
import { memoryStore } from '../packages/testkit/dist/memory/index.js';
import { pineconeFake } from '../packages/testkit/dist/pinecone/index.js';
import { embedOnce } from './support/cached-embedder.ts';
import { readCatalogue } from './support/catalogue.ts';
import { url } from './support/environment.ts';
import { searchedDatabases } from './support/search-stores.ts';
import { printTable } from './support/table.ts';

// Of every image of the shipped catalogue that is stored and then searched for, over images and texts: how often it is the first
// hit; and for how many of 39 names the pages of 10, joined, differ from one page of 100. Ends with 1 where a database has anything but
// all and none. mini-clip, 312 items. DATABASES=memory,lancedb,pglite,pinecone needs no server; all of them is the default.

const items = readCatalogue();
const model = await onnx({ directory: modelDirectory });
/** Each content is embedded once, for all databases; an index that closes leaves the model open. */
const embedder: Embedder = { ...embedOnce(model), close: async () => {} };

const folder = await mkdtemp(join(tmpdir(), 'nestvec-own-image-'));
const fake = await pineconeFake({ quiet: true });
const collection = `bench_own_image_${pid}`;
const servers = searchedDatabases(folder).map(
  ({ name, open }) => [name, () => open(collection)] as const,
);
const databases: Readonly<Record<string, () => Store>> = {
  memory: () => memoryStore({ collection }),
  ...Object.fromEntries(servers),
  'qdrant over REST': () => qdrant({ url, collection }),
  pglite: () => pgvector({ data: 'memory://', collection }),
  pinecone: () => pinecone({ apiKey: 'any', controllerHost: fake.url, collection }),
};
const wanted = env['DATABASES']?.split(',') ?? Object.keys(databases);

async function ownImages(index: VectorIndex): Promise<number> {
  let first = 0;
  for (const { id, image } of items) {
    const { hits } = await index.search({ image }, { limit: 1 });
    if (hits[0]?.id === id) first++;
  }
  return first;
}

const named = items.filter((_, i) => i % 8 === 0);

async function differing(index: VectorIndex): Promise<number> {
  let count = 0;
  for (const { metadata } of named) {
    const query = metadata.names['en'] ?? '';
    const page = async (limit: number, offset: number): Promise<string[]> => {
      const include = { metadata: false, text: false };
      return (await index.search(query, { limit, offset, include })).hits.map(({ id }) => id);
    };
    const whole = await page(100, 0);
    const joined: string[] = [];
    for (let offset = 0; offset < 100; offset += 10) joined.push(...(await page(10, offset)));
    if (JSON.stringify(whole) !== JSON.stringify(joined)) count++;
  }
  return count;
}

let isWrong = false;
const rows: string[][] = [];
for (const name of wanted) {
  const open = databases[name];
  if (open === undefined)
    throw new Error(`${name} is not one of ${Object.keys(databases).join(', ')}`);
  const store = open();
  const index = await createIndex({ embedder, store });
  try {
    const { failed } = await index.ingest(items);
    if (failed > 0) throw new Error(`${failed} items failed`);
    const [first, differ] = [await ownImages(index), await differing(index)];
    isWrong ||= first !== items.length || differ > 0;
    rows.push([name, `${first} of ${items.length}`, `${differ} of ${named.length}`]);
    console.error(`${name}: ${first}, ${differ}`);
  } finally {
    await store.drop();
    await index.close();
  }
}
printTable(['database', 'own image first', 'pages that do not join'], rows);
await fake.close();
await model.close();
await rm(folder, { recursive: true, force: true });
if (isWrong) process.exitCode = 1;
