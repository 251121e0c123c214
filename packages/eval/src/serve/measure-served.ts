import { performance } from 'node:perf_hooks';
import type { IndexHit, IndexSearchOptions, Store } from '@nestvec/core';
import { throwIfAborted } from '@nestvec/core/kit';
import type { Quantization } from '@nestvec/core/store';
import {
  cutoffsOf,
  depthOf,
  type EmbeddedTask,
  meansOf,
  type MeasuredSetting,
} from '../evaluate/measure-task.ts';
import type { ResolvedEvaluation, StoreChoice } from '../evaluate/options.ts';
import type { AddedPart, Served } from '../evaluate/report.ts';
import { measurePlacement } from '../metrics/measure-placement.ts';
import type { MeasuredRanking } from '../metrics/names.ts';
import { idealOf, placeRanked } from '../metrics/placement.ts';
import { percentile } from '../statistics/bootstrap.ts';
import { exactTops } from './exact-tops.ts';
import { openServed, type ServedCollection, textOf, vectorName } from './open-served.ts';

/** Searches before those that are timed. */
const warmUps = 20;

/** What was measured through a database under one quantisation, and what could not be. */
export interface MeasuredStore {
  readonly settings: readonly MeasuredSetting[];
  readonly notes: readonly string[];
}

/**
 * Measures a task through a database under one quantisation: a collection with one vector for each size, searched by each size alone, with
 * the full vector scoring its candidates again, and with words and a reranker where they are asked for. The collection is dropped,
 * whatever happens; one of the same name that an earlier run left behind is dropped first.
 */
export async function measureServed(
  task: EmbeddedTask,
  choice: StoreChoice,
  {
    quantization,
    collection,
  }: { readonly quantization: Quantization; readonly collection: string },
  options: ResolvedEvaluation,
): Promise<MeasuredStore> {
  const { onProgress, signal } = options;
  const store = await choice.open(collection);
  try {
    if (!store.capabilities.quantization.includes(quantization))
      return { settings: [], notes: [`${choice.name} has no ${quantization} vectors`] };
    if ((await store.describe({ count: false, signal })) !== undefined) await store.drop();
    try {
      const served = await openServed(store, task, quantization, options, (done) =>
        onProgress?.({
          stage: 'filling',
          what: choice.name,
          done,
          total: task.documents.length,
        }),
      );
      return await searchAll(served, task, quantization, choice, options);
    } finally {
      await store.drop();
    }
  } finally {
    await store.close();
  }
}

/** One way to ask, and what it is compared with. */
interface Way {
  readonly dimensions: number;
  readonly rescored: boolean;
  readonly added: readonly AddedPart[];
}

/** Words and the reranker come to what would be served: coarse to full, or whole vectors. */
function waysOf(
  dimensions: readonly number[],
  added: readonly (readonly AddedPart[])[],
): readonly Way[] {
  const [full = 0] = dimensions;
  return dimensions.flatMap((size): Way[] => {
    const plain: Way = { dimensions: size, rescored: false, added: [] };
    const best: Way = size === full ? plain : { ...plain, rescored: true };
    const more = added.map((parts): Way => ({ ...best, added: parts }));
    return size === full ? [plain, ...more] : [plain, best, ...more];
  });
}

async function searchAll(
  served: ServedCollection,
  task: EmbeddedTask,
  quantization: Quantization,
  { name, storage }: StoreChoice,
  options: ResolvedEvaluation,
): Promise<MeasuredStore> {
  const { dimensions, k, reranker, onProgress, signal } = options;
  const cutoffs = cutoffsOf(task, k);
  const tops = await exactTops(task, dimensions, quantization, cutoffs.at(-1) ?? 10);
  const places = new Map(task.documents.map(({ id }, at) => [id, at]));
  const canRerank =
    reranker !== undefined && task.documents.some((one) => textOf(one) !== undefined);
  const notes: string[] = [];
  if (options.words && !served.hasWords)
    notes.push(`${name} is not searched by words: ${wordsMissing(served.index.store)}`);
  if (reranker !== undefined && !canRerank)
    notes.push(`${name} is not reranked: the documents have no texts`);
  const added: AddedPart[][] = [
    ...(served.hasWords ? [['words' as const]] : []),
    ...(canRerank ? [[...(served.hasWords ? ['words' as const] : []), 'reranker' as const]] : []),
  ];
  const settings: MeasuredSetting[] = [];
  for (const way of waysOf(dimensions, added)) {
    const ask = await asker(served, task, way, options);
    const queries: MeasuredRanking[] = [];
    const times: number[] = [];
    let [recall, recallQuantized] = [0, 0];
    const whole = tops.whole(way.rescored ? (dimensions[0] ?? 0) : way.dimensions);
    const quantized = tops.quantized(way.dimensions);
    let stages: Served['stages'] = 'single';
    for (let i = 0; i < warmUps; i++) await ask(i % task.queries.length);
    for (let at = 0; at < task.queries.length; at++) {
      throwIfAborted({ signal }, 'evaluating');
      const started = performance.now();
      const { hits, scores, stages: own } = await ask(at);
      times.push(performance.now() - started);
      stages = own;
      const grades = new Map(task.judged[at]?.map(({ at: place, grade }) => [place, grade]));
      const found = hits.map(({ id }) => places.get(id) ?? -1);
      const placement = placeRanked(
        scores,
        found.map((place) => grades.get(place) ?? 0),
        idealOf(grades.values()),
      );
      queries.push(measurePlacement(placement, cutoffs));
      recall += whole[at]?.shareOf(found) ?? 0;
      recallQuantized += quantized[at]?.shareOf(found) ?? 0;
    }
    onProgress?.({
      stage: 'searching',
      what: `${name} ${way.dimensions} ${quantization}`,
      done: queries.length,
      total: queries.length,
    });
    const sorted = Float64Array.from(times).toSorted();
    // Words and a reranker change the order; what the index found by vectors is as without them.
    const plain = settings.find(
      (one) => one.dimensions === way.dimensions && one.rescored === way.rescored,
    );
    const byVectors =
      way.added.length > 0 && plain?.served !== undefined
        ? plain.served
        : { recall: recall / queries.length, scoresWhole: recall >= recallQuantized };
    settings.push({
      where: name,
      quantization,
      ...way,
      ...meansOf(task, queries),
      served: {
        recall: byVectors.recall,
        scoresWhole: byVectors.scoresWhole,
        k: tops.k,
        p50Ms: percentile(sorted, 0.5),
        p95Ms: percentile(sorted, 0.95),
        stages,
        bytesPerVector: storedBytes(storage, way, quantization, dimensions[0] ?? 0),
      },
    });
  }
  return { settings, notes };
}

/** Of the searched vector with its graph, and of the full one that scores candidates again, which has none. */
function storedBytes(
  storage: StoreChoice['storage'],
  { dimensions, rescored }: Way,
  quantization: Quantization,
  full: number,
): Served['bytesPerVector'] {
  const coarse = storage?.(dimensions, quantization);
  if (coarse === undefined) return undefined;
  return { disk: coarse.disk + (rescored ? full * 4 : 0), memory: coarse.memory };
}

function wordsMissing({ capabilities }: Store): string {
  return capabilities.words === false
    ? 'it has no full text'
    : 'the queries or the documents have no texts';
}

interface Answer {
  readonly hits: readonly Pick<IndexHit, 'id'>[];
  /** Descending; what orders the hits. */
  readonly scores: readonly number[];
  readonly stages: Served['stages'];
}

/** Asks for one query as an application does. */
async function asker(
  { index, ask }: ServedCollection,
  task: EmbeddedTask,
  { dimensions, rescored, added }: Way,
  options: ResolvedEvaluation,
): Promise<(at: number) => Promise<Answer>> {
  const { reranker, oversample, k, signal } = options;
  const [full = 0] = options.dimensions;
  const depth = Math.min(depthOf(cutoffsOf(task, k)), index.store.limits.candidates);
  const again = added.includes('reranker') ? reranker : undefined;
  const shared: IndexSearchOptions = {
    using: vectorName(dimensions),
    rescore: rescored ? vectorName(full) : false,
    ...(rescored ? { oversample } : {}),
    limit: depth,
    depth,
    include: { metadata: false, text: again !== undefined, links: false },
    signal,
  };
  return async (at) => {
    const query = task.queries[at];
    const content = query?.content ?? { text: '' };
    const words = added.includes('words') && 'text' in content ? content.text : undefined;
    ask(task.queryVectors.data.slice(at * full, (at + 1) * full));
    const { hits, explain } = await index.search(content, {
      ...shared,
      words,
      filter: query?.filter,
    });
    const stages = explain.lists[0]?.stages ?? 'single';
    const scores = hits.map(({ fused, score = 0 }) => fused ?? score);
    if (again === undefined || !('text' in content)) return { hits, scores, stages };
    const best = hits.slice(0, again.candidates).filter(({ text = '' }) => text !== '');
    if (best.length === 0) return { hits, scores, stages };
    const texts = best.map(({ text = '' }) => text);
    const ranked = await again.reranker.rerank(content.text, texts, {
      limit: texts.length,
      signal,
    });
    const first = ranked.flatMap(({ index: place }) => best[place] ?? []);
    const ordered = [...first, ...hits.filter((hit) => !first.includes(hit))];
    // The reranker's scores and those of vectors can't be compared, their order can.
    return { hits: ordered, scores: ordered.map((_, i) => -i), stages };
  };
}
