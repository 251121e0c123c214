import type { Quantization } from '@nestvec/core/store';
import { searchExactly, type Setting } from '../exact/search-exactly.ts';
import { type EmbeddedTask, hideOthers } from '../evaluate/measure-task.ts';

/** The first k of the exact search for one query. */
interface ExactTop {
  /** Share of them that the first k of a list hold; a document as good as the k-th counts, whichever of several it is. */
  shareOf(found: readonly number[]): number;
}

/** What the exact search finds first, by query. */
export interface ExactTops {
  readonly k: number;
  of(dimensions: number): readonly ExactTop[];
  /** Of whole vectors, which a rescored search is measured by. */
  readonly full: readonly ExactTop[];
}

/** How far below the k-th score a document may be and still count: what single precision makes of equal scores. */
const tolerance = 1e-6;

/** Searches exactly under one quantisation, for a database to be compared with. */
export function exactTops(
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
    (query, setting, scores) => {
      hideOthers(scores, task.eligible[query]);
      const key = `${setting.dimensions} ${setting.quantization}`;
      const list = tops.get(key) ?? [];
      tops.set(key, list);
      list.push(topOf(scores, k));
    },
  );
  for (let query = 0; query < task.queries.length; query++) search.score(query);
  return {
    k,
    of: (size) => tops.get(`${size} ${quantization}`) ?? [],
    full: tops.get(`${full} none`) ?? [],
  };
}

function topOf(scores: Float64Array, k: number): ExactTop {
  // Documents that a filter leaves out have no finite score.
  const descending = scores.toSorted().reverse();
  const there = descending.findIndex((score) => score === Number.NEGATIVE_INFINITY);
  const count = Math.min(k, there === -1 ? scores.length : there);
  const least = descending[count - 1] ?? Number.POSITIVE_INFINITY;
  const good = new Set<number>();
  for (let at = 0; at < scores.length; at++)
    if ((scores[at] ?? 0) >= least - tolerance * Math.abs(least)) good.add(at);
  return {
    shareOf: (found) =>
      count === 0
        ? 1
        : Math.min(count, new Set(found.slice(0, count)).intersection(good).size) / count,
  };
}
