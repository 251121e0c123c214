import type { Quantization } from '@nestvec/core/store';
import type { Best } from '../exact/best.ts';
import { type Searched, searchExactly } from '../exact/search-exactly.ts';
import type { Setting } from '../exact/setting.ts';

/** The first k of the exact search for one query. */
interface ExactTop {
  /** Share of them that the first k of a list hold; a document as good as the k-th counts, whichever of several it is. */
  shareOf(found: readonly number[]): number;
}

/** What the exact search finds first, by query. */
export interface ExactTops {
  readonly k: number;
  /** By whole numbers: the true neighbours at a size. Those at the full one are what a rescored search is measured by. */
  whole(dimensions: number): readonly ExactTop[];
  /** By the quantised vectors alone. */
  quantized(dimensions: number): readonly ExactTop[];
}

/** Searches exactly by whole numbers and under one quantisation, for a database to be compared with. */
export async function exactTops(
  task: Searched,
  dimensions: readonly number[],
  quantization: Quantization,
  k: number,
): Promise<ExactTops> {
  const keyOf = (setting: Setting): string => `${setting.dimensions} ${setting.quantization}`;
  const settings = new Map<string, Setting>();
  for (const setting of dimensions.flatMap((size): Setting[] => [
    { dimensions: size, quantization },
    { dimensions: size, quantization: 'none' },
  ]))
    settings.set(keyOf(setting), setting);
  const tops = new Map([...settings.keys()].map((key) => [key, new Array<ExactTop>()]));
  for await (const { setting, best } of searchExactly(task, [...settings.values()], { count: k }))
    tops.get(keyOf(setting))?.push(topOf(best, k));
  return {
    k,
    whole: (size) => tops.get(`${size} none`) ?? [],
    quantized: (size) => tops.get(`${size} ${quantization}`) ?? [],
  };
}

function topOf({ places }: Best, k: number): ExactTop {
  // A filter may leave fewer.
  const count = Math.min(k, places.length);
  const good = new Set(places);
  return {
    shareOf: (found) =>
      count === 0
        ? 1
        : Math.min(count, new Set(found.slice(0, count)).intersection(good).size) / count,
  };
}
