import { env } from 'node:process';
import { onnx } from '../packages/core/dist/onnx/index.js';
import type { Example, EvaluationReport, RetrievalTask } from '../packages/eval/dist/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { documents, languages as all, taskOf } from './openmoji/tasks.ts';
import { numberFrom } from './support/environment.ts';
import { withEvaluation } from './support/eval-run.ts';
import { settingsTable } from './support/eval-tables.ts';
import { shown, tableOf } from './support/table.ts';

// The same as eval-openmoji.ts through databases: DATABASES=lancedb,qdrant,weaviate,pgvector, those that are there. Queries of all languages
// (LANGUAGES=en,de chooses), QUERIES of each (default 40), ask the same collections, so that each database is filled once for each way to keep
// vectors. Names of one emoji in many languages are drawn together in intervals. OUT and JOURNAL as there.

const languages = env['LANGUAGES']?.split(',') ?? all;
const perLanguage = numberFrom('QUERIES', 40);
const metric = 'hitRate@5';

/** Every n-th name of a language; ids begin with the language. */
function sampled(language: string): {
  readonly queries: readonly Example[];
  readonly qrels: RetrievalTask['qrels'];
} {
  const { queries, qrels } = taskOf(language);
  const every = Math.max(1, Math.floor(queries.length / perLanguage));
  const kept = queries.filter((_, i) => i % every === 0).slice(0, perLanguage);
  const idOf = (id: string): string => `${language} ${id}`;
  return {
    queries: kept.map(({ id, content }) => ({
      id: idOf(id),
      content,
      group: qrels.get(id)?.keys().next().value,
    })),
    qrels: new Map(kept.map(({ id }) => [idOf(id), qrels.get(id) ?? new Map<string, number>()])),
  };
}

/** Quality by language: exactly, and through each database by whole vectors and by those that one would serve. */
function languageTable({ tasks: [task] }: EvaluationReport): string {
  const cells = (task?.cells ?? []).filter(
    ({ where, dimensions, quantization, rescored }) =>
      (dimensions === 256 && quantization === 'none') ||
      (where !== 'exact' && dimensions === 64 && quantization === 'binary' && rescored),
  );
  const heads = cells.map(
    ({ where, dimensions, quantization, rescored }) =>
      `${where} ${dimensions} ${quantization}${rescored ? ', rescored' : ''}`,
  );
  const rows = languages.map((language) => {
    const own = [...(task?.queryIds ?? []).entries()].filter(([, id]) =>
      id.startsWith(`${language} `),
    );
    const meanOf = (values: readonly number[]): number =>
      own.reduce((sum, [at]) => sum + (values[at] ?? 0), 0) / own.length;
    return [language, ...cells.map(({ perQuery }) => shown(meanOf(perQuery), 3))];
  });
  return tableOf(['language', ...heads], rows);
}

await withEvaluation(await onnx({ directory: modelDirectory }), async (measure, stores) => {
  if (stores.length === 0) {
    console.log('skipped: no databases; set DATABASES');
    return;
  }
  const parts = languages.map(sampled);
  const task: RetrievalTask = {
    name: 'text-to-image',
    language: `${languages.length} languages`,
    queries: parts.flatMap(({ queries }) => queries),
    documents,
    qrels: new Map(parts.flatMap(({ qrels }) => [...qrels])),
  };
  const dataset = { name: 'OpenMoji × CLDR', tasks: [task], notes: [] };
  const report = await measure('served', { dataset, metric, stores });
  console.log(
    `${documents.length} drawings, ${perLanguage} names in each of ${languages.length} languages, ${metric}; recall is against the exact search:\n`,
  );
  console.log(settingsTable(report));
  for (const note of report.notes) console.log(`\n${note}.`);
  console.log(`\n${metric} by language:\n\n${languageTable(report)}`);
});
