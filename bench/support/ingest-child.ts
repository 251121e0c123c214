import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createIndex, type Item } from '../../packages/core/dist/index.js';
import { openJournal } from '../../packages/core/dist/journal/index.js';
import { lancedb } from '../../packages/lancedb/dist/index.js';
import { fakeEmbedder } from '../../packages/testkit/dist/embedder/index.js';

const [folder = '', count = '0', kind = 'lancedb'] = process.argv.slice(2);

async function* source(): AsyncGenerator<Item> {
  for (let i = 0; i < Number(count); i++) {
    yield {
      id: `document-${i}`,
      text: `This is text number ${i}, as long as a short passage of a document would be. `.repeat(
        5,
      ),
      metadata: { number: i, title: `Document ${i}` },
    };
  }
}

const directory = join(folder, 'journal');
const journal = await openJournal({ directory });
const real = lancedb({
  uri: join(folder, 'data'),
  collection: 'things',
  exclusive: kind === 'exclusive',
});
const store = kind === 'none' ? { ...real, upsert: async () => {} } : real;
const embedder = fakeEmbedder({ model: 'jinaai/jina-clip-v2', limits: { itemsPerCall: 128 } });
const index = await createIndex({ embedder, store, modalities: ['text'] });
let heap = 0;
const started = performance.now();
await index.ingest(source(), {
  journal,
  onProgress() {
    heap = Math.max(heap, process.memoryUsage().heapUsed);
  },
});
const seconds = (performance.now() - started) / 1000;
await journal.close();
await index.close();
const { size } = await stat(join(directory, 'journal.sqlite'));
console.log(
  JSON.stringify({
    // What the operating system counted for the whole process, LanceDB's native memory included.
    peakMb: process.resourceUsage().maxRSS / 1024,
    heapMb: heap / 2 ** 20,
    journalMb: size / 2 ** 20,
    seconds,
  }),
);
