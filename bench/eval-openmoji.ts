import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { openJournal } from '../packages/core/dist/journal/index.js';
import { onnx } from '../packages/core/dist/onnx/index.js';
import {
  type Cell,
  type EvaluationReport,
  evaluate,
  type Example,
  metricOf,
  recommend,
  reportPage,
  type RetrievalTask,
  type StoreChoice,
} from '../packages/eval/dist/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { searchedDatabases } from './support/search-stores.ts';
import { printTable, shown } from './support/table.ts';

// Which dimensions and quantisation are good enough for mini-clip: emoji of OpenMoji (a style that it was never trained on) found by their
// names of CLDR in 23 languages, two of which it has never seen. First `npm install --no-save openmoji@17.0.0 cldr-annotations-full@48.2.0` in
// this folder. LANGUAGES=en,de and DATABASES=lancedb,qdrant,weaviate choose (default: all languages, in memory alone); OUT=folder
// writes report.json and report.html; JOURNAL=folder keeps the embeddings.

const usual = 'en,de,fr,es,pt,it,ru,ar,hi,ja,ko,zh,nl,pl,tr,uk,vi,id,th,fa,sw,gl,af';
const languages = (env['LANGUAGES'] ?? usual).split(',');
const wanted = new Set((env['DATABASES'] ?? '').split(','));
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

function summary({ tasks }: EvaluationReport): void {
  const [first] = tasks;
  if (first === undefined) return;
  const mean = (values: readonly number[]): number =>
    values.reduce((total, value) => total + value, 0) / values.length;
  const same = (cell: Cell): readonly Cell[] =>
    tasks.flatMap(({ cells }) => {
      const key = ({ where, dimensions, quantization, rescored }: Cell): string =>
        [where, dimensions, quantization, rescored].join();
      return cells.find((one) => key(one) === key(cell)) ?? [];
    });
  const rows = first.cells.map((cell) => {
    const cells = same(cell);
    const kept = cells.map((one) => one.kept?.value ?? 0);
    const lows = cells.map((one) => one.kept?.low ?? 0);
    const served = cells.flatMap((one) => one.served ?? []);
    return [
      `${cell.where}${cell.rescored ? ', rescored' : ''}`,
      String(cell.dimensions),
      cell.quantization,
      shown(mean(cells.map((one) => metricOf(one.metrics, metric).value)), 3),
      `${shown(mean(kept) * 100, 1)} %`,
      `${shown(Math.min(...lows) * 100, 1)} %`,
      String(cell.bytes),
      served.length === 0 ? '-' : `${shown(mean(served.map(({ recall }) => recall)) * 100, 1)} %`,
      served.length === 0 ? '-' : shown(mean(served.map(({ p50Ms }) => p50Ms)), 2),
      served.length === 0 ? '-' : shown(mean(served.map(({ p95Ms }) => p95Ms)), 2),
    ];
  });
  printTable(
    [
      'where',
      'dimensions',
      'kept as',
      metric,
      'kept, mean',
      'lowest end of an interval',
      'bytes',
      'recall',
      'p50 ms',
      'p95 ms',
    ],
    rows,
  );
}

const folder = await mkdtemp(join(tmpdir(), 'nestvec-openmoji-'));
const journal = await openJournal({ directory: env['JOURNAL'] ?? join(folder, 'journal') });
const embedder = await onnx({ directory: modelDirectory });
try {
  const stores = searchedDatabases(folder)
    .filter(({ name }) => wanted.has(name))
    .map(({ name, open }): StoreChoice => ({ name, open }));
  const report = await evaluate({
    dataset: { name: 'OpenMoji × CLDR', tasks: languages.map(taskOf), notes: [] },
    embedder,
    journal,
    stores,
    metric,
  });
  console.log(
    `${documents.length} drawings, ${languages.length} languages, means over languages of ${metric}\n`,
  );
  summary(report);
  console.log('');
  printTable(
    ['language', 'queries', metric, 'verdict for 99 %', 'setting', 'interval'],
    recommend(report).map(({ task, verdict, dimensions, quantization, kept }, i) => {
      const own = report.tasks[i];
      const cell = own?.cells[0];
      return [
        task,
        String(own?.queries ?? 0),
        cell === undefined ? '-' : shown(metricOf(cell.metrics, metric).value, 3),
        verdict,
        `${dimensions} ${quantization}`,
        kept === undefined ? '-' : `${shown(kept.low * 100, 1)}-${shown(kept.high * 100, 1)} %`,
      ];
    }),
  );
  const out = env['OUT'];
  if (out !== undefined) {
    await writeFile(join(out, 'report.json'), JSON.stringify(report));
    await writeFile(join(out, 'report.html'), reportPage(report));
  }
} finally {
  await embedder.close();
  await journal.close();
  await rm(folder, { recursive: true, force: true });
}
