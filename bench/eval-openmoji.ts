import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { onnx } from '../packages/core/dist/onnx/index.js';
import type { Example, RetrievalTask } from '../packages/eval/dist/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { numberFrom } from './support/environment.ts';
import { withEvaluation } from './support/eval-run.ts';
import { adviceTable, settingsTable } from './support/eval-tables.ts';

// Which dimensions and quantisation are good enough for mini-clip: emoji of OpenMoji (a style that it was never trained on) found by their
// names of CLDR in 23 languages, two of which it has never seen. First `npm install --no-save openmoji@17.0.0 cldr-annotations-full@48.2.0` in
// this folder. LANGUAGES=en,de chooses (default: all); DATABASES=lancedb,qdrant,weaviate,pgvector measures 400 names (QUERIES) of
// SERVED=en,de,ja (the default) through these as well; OUT=folder writes the reports; JOURNAL=folder keeps the embeddings, and what is measured until a run is whole.

const usual = 'en,de,fr,es,pt,it,ru,ar,hi,ja,ko,zh,nl,pl,tr,uk,vi,id,th,fa,sw,gl,af';
const languages = (env['LANGUAGES'] ?? usual).split(',');
const served = (env['SERVED'] ?? 'en,de,ja').split(',');
const queries = numberFrom('QUERIES', 400);
const metric = 'hitRate@5';

function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve(`${name}/package.json`));
}

interface Annotations {
  readonly annotations: {
    readonly annotations: Readonly<Record<string, { readonly tts?: readonly string[] }>>;
  };
}

/** Names of emoji in a language, by the character without its variation selector. */
function namesOf(language: string): ReadonlyMap<string, string> {
  const file = join(
    packageFolder('cldr-annotations-full'),
    'annotations',
    language,
    'annotations.json',
  );
  const { annotations } = JSON.parse(readFileSync(file, 'utf8')) as Annotations; // CLDR's own form
  return new Map(
    Object.entries(annotations.annotations).flatMap(([character, { tts }]) => {
      const name = tts?.[0];
      return name === undefined ? [] : [[character.replaceAll('\uFE0F', ''), name]];
    }),
  );
}

/** The drawing of an emoji; `undefined` where OpenMoji has none. */
function drawingOf(character: string): string | undefined {
  const folder = join(packageFolder('openmoji'), 'color', 'svg');
  const codes = (text: string): string =>
    Array.from(text, (one) =>
      (one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'),
    ).join('-');
  return [character, `${character}\uFE0F`]
    .map((text) => join(folder, `${codes(text)}.svg`))
    .find((path) => existsSync(path));
}

const documents = [...namesOf('en').keys()].flatMap((character): Example[] => {
  const image = drawingOf(character);
  return image === undefined ? [] : [{ id: character, content: { image } }];
});

/** One query for each different name: two emoji with one name are both right. */
function taskOf(language: string): RetrievalTask {
  const names = namesOf(language);
  const owners = new Map<string, string[]>();
  for (const { id } of documents) {
    const name = names.get(id);
    if (name !== undefined) owners.set(name, [...(owners.get(name) ?? []), id]);
  }
  return {
    name: 'text-to-image',
    language,
    queries: [...owners.keys()].map((text) => ({ id: text, content: { text } })),
    documents,
    qrels: new Map([...owners].map(([text, ids]) => [text, new Map(ids.map((id) => [id, 1]))])),
  };
}

/** Every n-th query, so that a search through every database takes minutes. */
function sampled(task: RetrievalTask): RetrievalTask {
  const every = Math.max(1, Math.floor(task.queries.length / queries));
  const kept = task.queries.filter((_, i) => i % every === 0).slice(0, queries);
  return {
    ...task,
    queries: kept,
    qrels: new Map(kept.map(({ id }) => [id, task.qrels.get(id) ?? new Map()])),
  };
}

await withEvaluation(await onnx({ directory: modelDirectory }), async (measure, stores) => {
  const dataset = { name: 'OpenMoji × CLDR', tasks: languages.map(taskOf), notes: [] };
  const report = await measure('openmoji', { dataset, metric });
  console.log(
    `${documents.length} drawings, ${languages.length} languages, ${metric}, means over languages; exact, and rescored of 400 candidates:\n`,
  );
  console.log(settingsTable(report));
  console.log(`\n${adviceTable(report)}`);
  if (stores.length === 0) return;
  const some = { ...dataset, tasks: served.map(taskOf).map(sampled) };
  const through = await measure('openmoji-served', { dataset: some, metric, stores });
  console.log(
    `\nThrough databases, ${queries} names each of ${served.join(', ')}; recall against the exact search:\n`,
  );
  console.log(settingsTable(through));
});
