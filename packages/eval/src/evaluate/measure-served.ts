import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { CollectionSpec, Modality, Store } from '@nestvec/core';
import { truncate } from '@nestvec/core';
import { throwIfAborted } from '@nestvec/core/kit';
import { measurePlacement } from '../metrics/measure-placement.ts';
import type { MeasuredRanking } from '../metrics/names.ts';
import { idealOf, placeRanked } from '../metrics/placement.ts';
import { percentile } from '../statistics/bootstrap.ts';
import type { Quantization } from '@nestvec/core/store';
import { searchExactly, type Setting } from '../exact/search-exactly.ts';
import { cutoffsOf, type EmbeddedTask, type MeasuredSetting } from './measure-task.ts';
import type { ResolvedEvaluation, StoreChoice } from './options.ts';
import type { Served } from './report.ts';

/** Searches before those that are timed. */
const warmUps = 20;
/** Records that one collection gets at once. */
const batchSize = 256;

/**
 * Measures a task through a database: one collection for each quantisation that it has, with one vector for each size, searched by each size
 * alone and with the full vector scoring its candidates again. The collection is dropped, whatever happens.
 */
export async function measureServed(
  task: EmbeddedTask,
  choice: StoreChoice,
  options: ResolvedEvaluation,
): Promise<readonly MeasuredSetting[]> {
  const measured: MeasuredSetting[] = [];
  for (const quantization of options.quantizations) {
    const store = await choice.open(`eval_${randomUUID().replaceAll('-', '').slice(0, 16)}`);
    try {
      if (!store.capabilities.quantization.includes(quantization)) continue;
      await fill(store, task, quantization, choice.name, options);
      measured.push(...(await searchAll(store, task, quantization, choice.name, options)));
    } finally {
      await store.drop();
      await store.close();
    }
  }
  return measured;
}

function nameOf(dimensions: number): string {
  return `v_${dimensions}`;
}

async function fill(
  store: Store,
  { documents, documentVectors, name }: EmbeddedTask,
  quantization: Quantization,
  storeName: string,
  { dimensions, embedder, onProgress, signal }: ResolvedEvaluation,
): Promise<void> {
  const modality: Modality = name.endsWith('image') ? 'image' : 'text';
  const [full = 0] = dimensions;
  const spec: CollectionSpec = {
    name: store.collection,
    embedder: embedder.identity,
    vectors: Object.fromEntries(
      dimensions.map((size) => [
        nameOf(size),
        { modality, dimensions: size, quantization, graph: true },
      ]),
    ),
  };
  await store.apply(await store.plan(spec, { signal }), { signal });
  const size = Math.min(batchSize, store.limits.recordsPerUpsert);
  for (let start = 0; start < documents.length; start += size) {
    throwIfAborted({ signal }, 'evaluating');
    const records = documents.slice(start, start + size).map(({ id }, i) => {
      const at = (start + i) * full;
      const whole = documentVectors.data.slice(at, at + full);
      const vectors = Object.fromEntries(
        dimensions.map((one) => [nameOf(one), truncate(whole, one)]),
      );
      return { id, vectors, metadata: {} };
    });
    await store.upsert(records, { signal });
    const done = start + records.length;
    onProgress?.({ stage: 'filling', what: storeName, done, total: documents.length });
  }
  await store.optimize({ signal });
}

async function searchAll(
  store: Store,
  task: EmbeddedTask,
  quantization: Quantization,
  storeName: string,
  options: ResolvedEvaluation,
): Promise<readonly MeasuredSetting[]> {
  const { dimensions, k, oversample, onProgress, signal } = options;
  const cutoffs = cutoffsOf(task, k);
  const depth = Math.min(Math.max(100, ...cutoffs), store.limits.candidates);
  const places = new Map(task.documents.map(({ id }, at) => [id, at]));
  const [full = 0] = dimensions;
  const kept = exactTops(task, dimensions, quantization, cutoffs.at(-1) ?? 10);
  const measured: MeasuredSetting[] = [];
  for (const size of dimensions)
    for (const rescored of size === full ? [false] : [false, true]) {
      const queries: MeasuredRanking[] = [];
      const times: number[] = [];
      let recall = 0;
      let stages: Served['stages'] = 'single';
      const request = (at: number): Parameters<Store['search']>[0] => ({
        vector: task.queryVectors.data.slice(at * full, (at + 1) * full),
        using: nameOf(size),
        ...(rescored ? { rescore: nameOf(full), oversample } : {}),
        limit: depth,
        depth,
        include: { metadata: false, text: false, links: false },
      });
      for (let i = 0; i < warmUps; i++)
        await store.search(request(i % task.queries.length), { signal });
      for (let at = 0; at < task.queries.length; at++) {
        throwIfAborted({ signal }, 'evaluating');
        const started = performance.now();
        const { hits, explain } = await store.search(request(at), { signal });
        times.push(performance.now() - started);
        stages = explain.stages;
        const grades = new Map(task.judged[at]?.map(({ at: place, grade }) => [place, grade]));
        const found = hits.map(({ id }) => places.get(id) ?? -1);
        const placement = placeRanked(
          hits.map(({ score }) => score),
          found.map((place) => grades.get(place) ?? 0),
          idealOf(grades.values()),
        );
        queries.push(measurePlacement(placement, cutoffs));
        recall += (rescored ? kept.full : kept.of(size))[at]?.shareOf(found) ?? 0;
      }
      onProgress?.({
        stage: 'searching',
        what: `${storeName} ${size} ${quantization}`,
        done: queries.length,
        total: queries.length,
      });
      const sorted = Float64Array.from(times).toSorted();
      const served: Served = {
        recall: recall / task.queries.length,
        k: kept.k,
        p50Ms: percentile(sorted, 0.5),
        p95Ms: percentile(sorted, 0.95),
        stages,
      };
      measured.push({
        where: storeName,
        dimensions: size,
        quantization,
        rescored,
        queries,
        served,
      });
    }
  return measured;
}

/** The first k of the exact search for one query. */
interface ExactTop {
  /** Share of them that the first k of a list hold; a document as good as the k-th counts, whichever of several it is. */
  shareOf(found: readonly number[]): number;
}

interface ExactTops {
  readonly k: number;
  of(dimensions: number): readonly ExactTop[];
  /** Of whole vectors, which a rescored search is measured by. */
  readonly full: readonly ExactTop[];
}

/** How far below the k-th score a document may be and still count: what single precision makes of equal scores. */
const tolerance = 1e-6;

function exactTops(
  task: EmbeddedTask,
  dimensions: readonly number[],
  quantization: Quantization,
  k: number,
): ExactTops {
  const tops = new Map<string, ExactTop[]>();
  const [full = 0] = dimensions;
  const settings = new Map<string, Setting>();
  for (const setting of [
    ...dimensions.map((size): Setting => ({ dimensions: size, quantization })),
    { dimensions: full, quantization: 'none' as const },
  ])
    settings.set(`${setting.dimensions} ${setting.quantization}`, setting);
  const search = searchExactly(
    task.queryVectors,
    task.documentVectors,
    [...settings.values()],
    (_query, setting, scores) => {
      const count = Math.min(k, scores.length);
      const least = scores.toSorted().at(-count) ?? 0;
      const good = new Set<number>();
      for (let at = 0; at < scores.length; at++)
        if ((scores[at] ?? 0) >= least - tolerance * Math.abs(least)) good.add(at);
      const key = `${setting.dimensions} ${setting.quantization}`;
      const list = tops.get(key) ?? [];
      tops.set(key, list);
      list.push({
        shareOf: (found) =>
          Math.min(count, new Set(found.slice(0, count)).intersection(good).size) / count,
      });
    },
  );
  for (let query = 0; query < task.queries.length; query++) search.score(query);
  return {
    k,
    of: (size) => tops.get(`${size} ${quantization}`) ?? [],
    full: tops.get(`${full} none`) ?? [],
  };
}
