import type { Example } from '../data/dataset.ts';
import { randomUUID } from 'node:crypto';
import { measureServed } from '../serve/measure-served.ts';
import { holm } from '../statistics/holm.ts';
import { hashDataset } from './check-dataset.ts';
import { type Checkpoints, type MeasuredPart, openCheckpoints } from './checkpoints.ts';
import { type Embedded, type OnceEmbedder, openOnce } from './embed-once.ts';
import {
  type EmbeddedTask,
  embedTask,
  measureExactly,
  reportTask,
  titleOf,
} from './measure-task.ts';
import { missesOf } from './misses.ts';
import { openThumbnails } from './thumbnails.ts';
import { type EvaluateOptions, resolveEvaluation, type ResolvedEvaluation } from './options.ts';
import type { EvaluationReport, TaskReport } from './report.ts';

/**
 * Measures retrieval under every combination of dimensions and quantisation: exactly in memory, and through the databases that are
 * named. Each content is embedded once; smaller vectors are prefixes of the full ones. Every setting is compared to the exact search
 * over whole vectors, with an interval that knows which queries hang together.
 *
 * ```ts
 * const dataset = await openDataset('./shop.jsonl');
 * const report = await evaluate({ dataset, embedder });
 * console.log(recommend(report, { keep: 0.99 }));
 * ```
 *
 * Throws `invalid-input` for a data set that contradicts itself. A content that can't be embedded takes no part and is reported.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationReport> {
  const resolved = resolveEvaluation(options);
  const { dataset, embedder, journal, signal } = resolved;
  const once = await openOnce(embedder, journal, { signal });
  const checkpoints = openCheckpoints(resolved.checkpoints, resolved);
  const thumbnails = openThumbnails();
  const tasks: TaskReport[] = [];
  const notes = new Set<string>();
  try {
    for (const task of dataset.tasks) {
      const embedded = await embedBoth(task, once, resolved);
      const parts = await measureAll(embedded, checkpoints, resolved);
      for (const part of parts) for (const note of part.notes) notes.add(note);
      const settings = parts.flatMap((part) => part.settings);
      const misses = await missesOf(embedded, settings[0], thumbnails, { signal });
      tasks.push(reportTask(embedded, settings, misses, resolved));
    }
    await checkpoints.finish();
  } finally {
    thumbnails.close();
    await once.close();
  }
  return {
    version: 1,
    dataset: dataset.name,
    dataHash: hashDataset(dataset),
    embedder: embedder.identity,
    queryTask: resolved.queryTask,
    seed: resolved.seed,
    tasks: corrected(tasks),
    notes: [...dataset.notes, ...notes, ...failureNotes(tasks)],
  };
}

/** A task exactly, then through every store. */
async function measureAll(
  task: EmbeddedTask,
  checkpoints: Checkpoints,
  options: ResolvedEvaluation,
): Promise<readonly MeasuredPart[]> {
  const exact = await checkpoints.through(checkpoints.nameOf(task, ['exact']), async () => ({
    settings: await measureExactly(task, options),
    notes: [],
  }));
  const parts = [exact];
  for (const store of options.stores)
    for (const quantization of options.quantizations) {
      const name = checkpoints.nameOf(task, [store.name, quantization]);
      // A run that was killed leaves its collection behind, which the next one finds by the same name.
      const suffix =
        options.checkpoints === undefined ? randomUUID().replaceAll('-', '').slice(0, 16) : name;
      const place = { quantization, collection: `eval_${suffix}` };
      parts.push(
        await checkpoints.through(
          name,
          async () => await measureServed(task, store, place, options),
        ),
      );
    }
  return parts;
}

async function embedBoth(
  task: ResolvedEvaluation['dataset']['tasks'][number],
  once: OnceEmbedder,
  { queryTask, metric, onProgress }: ResolvedEvaluation,
): Promise<EmbeddedTask> {
  const total = task.documents.length + task.queries.length;
  const step = async (examples: readonly Example[], as: 'query' | 'document'): Promise<Embedded> =>
    await once.embed(examples, { task: as });
  onProgress?.({
    stage: 'embedding',
    what: titleOf({ language: undefined, ...task }),
    done: 0,
    total,
  });
  const documents = await step(task.documents, 'document');
  onProgress?.({
    stage: 'embedding',
    what: titleOf({ language: undefined, ...task }),
    done: task.documents.length,
    total,
  });
  // An image has no instruction, so that one that was embedded as a document is not embedded again.
  const texts = await step(
    task.queries.filter(({ content }) => 'text' in content),
    queryTask,
  );
  const images = await step(
    task.queries.filter(({ content }) => !('text' in content)),
    'document',
  );
  const queries: Embedded = {
    vectors: new Map([...texts.vectors, ...images.vectors]),
    failures: [...texts.failures, ...images.failures],
  };
  return embedTask(task, queries, documents, metric);
}

/** The grid's p-values are corrected together: the more settings, the more of them differ by chance. */
function corrected(tasks: readonly TaskReport[]): readonly TaskReport[] {
  const all = holm(tasks.flatMap(({ cells }) => cells.map(({ p }) => p)));
  let at = 0;
  return tasks.map((task) => ({
    ...task,
    cells: task.cells.map((cell) => ({ ...cell, pCorrected: all[at++] ?? 1 })),
  }));
}

function failureNotes(tasks: readonly TaskReport[]): readonly string[] {
  return tasks.flatMap((task) => {
    const [first] = task.failures;
    if (first === undefined) return [];
    return [
      `${titleOf(task)}: ${task.failures.length} contents could not be embedded (${first.id}: ${first.problem})`,
    ];
  });
}
