import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Embedder } from '../../packages/core/dist/index.js';
import { openJournal } from '../../packages/core/dist/journal/index.js';
import {
  type EvaluateOptions,
  type EvaluationReport,
  evaluate,
  reportPage,
  type StoreChoice,
} from '../../packages/eval/dist/index.js';
import { progress } from './progress.ts';
import { searchedDatabases } from './search-stores.ts';

/**
 * Runs evaluations over one embedder, which is closed. How far they are goes to standard error. Embeddings are kept in JOURNAL and finished parts beside it, else in a folder that
 * is taken away; with OUT, `NAME.json` and `NAME.html` are written there.
 */
export async function withEvaluation(
  embedder: Embedder,
  use: (
    measure: (
      name: string,
      options: Omit<EvaluateOptions, 'embedder' | 'journal' | 'checkpoints'>,
    ) => Promise<EvaluationReport>,
    stores: readonly StoreChoice[],
  ) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-eval-'));
  const kept = env['JOURNAL'] ?? join(folder, 'journal');
  const journal = await openJournal({ directory: kept });
  const wanted = new Set((env['DATABASES'] ?? '').split(','));
  const stores = searchedDatabases(folder)
    .filter(({ name }) => wanted.has(name))
    .map(({ name, open }): StoreChoice => ({ name, open }));
  try {
    await use(async (name, options) => {
      const checkpoints = join(kept, 'parts');
      const report = await evaluate({
        ...options,
        embedder,
        journal,
        checkpoints,
        onProgress: progress(name),
      });
      const out = env['OUT'];
      if (out !== undefined) {
        await writeFile(join(out, `${name}.json`), JSON.stringify(report));
        await writeFile(join(out, `${name}.html`), reportPage(report));
      }
      return report;
    }, stores);
  } finally {
    await embedder.close();
    await journal.close();
    await rm(folder, { recursive: true, force: true });
  }
}
