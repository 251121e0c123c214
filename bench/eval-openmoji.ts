import { env } from 'node:process';
import { onnx } from '../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { documents, languages as all, taskOf } from './openmoji/tasks.ts';
import { withEvaluation } from './support/eval-run.ts';
import { adviceTable, settingsTable } from './support/eval-tables.ts';

// Which dimensions and quantisation are good enough for mini-clip: emoji found by their names in 23 languages, two of which it has never
// seen (openmoji/tasks.ts says what to install). LANGUAGES=en,de chooses; OUT=folder writes the report; JOURNAL=folder keeps the
// embeddings, and what is measured until the run is whole.

const languages = env['LANGUAGES']?.split(',') ?? all;
const metric = 'hitRate@5';

await withEvaluation(await onnx({ directory: modelDirectory }), async (measure) => {
  const dataset = { name: 'OpenMoji × CLDR', tasks: languages.map(taskOf), notes: [] };
  const report = await measure('openmoji', { dataset, metric });
  console.log(
    `${documents.length} drawings, ${languages.length} languages, ${metric}, means over languages; exact, and rescored of 400 candidates:\n`,
  );
  console.log(settingsTable(report));
  console.log(`\n${adviceTable(report)}`);
});
