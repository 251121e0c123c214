import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Graphs with the signatures of the model table, random weights (core's golden/make-rows.py). */
const golden = fileURLToPath(new URL('../../../core/golden/__fixtures__/', import.meta.url));

/** Copies the model directory of a row, with the tokenizer that it is tested with. */
export async function copyRow(row: string, to: string): Promise<void> {
  await cp(join(golden, 'rows', row), to, { recursive: true });
  if (row === 'jina-embeddings-v3')
    await cp(join(golden, 'tiny/tokenizer.json'), join(to, 'tokenizer.json'));
}
