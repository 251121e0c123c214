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
  of(dimensions: number): readonly ExactTop[];
  /** Of whole vectors, which a rescored search is measured by. */
  readonly full: readonly ExactTop[];
}

/** Searches exactly under one quantisation, for a database to be compared with. */
export async function exactTops(
  task: Searched,
  dimensions: readonly number[],
  quantization: Quantization,
  k: number,
): Promise<ExactTops> {
  const [full = 0] = dimensions;
  const keyOf = (setting: Setting): string => `${setting.dimensions} ${setting.quantization}`;
  const settings = new Map<string, Setting>();
  for (const setting of [
    ...dimensions.map((size): Setting => ({ dimensions: size, quantization })),
    { dimensions: full, quantization: 'none' as const },
  ])
    settings.set(keyOf(setting), setting);
  const tops = new Map([...settings.keys()].map((key) => [key, new Array<ExactTop>()]));
  for await (const { setting, best } of searchExactly(task, [...settings.values()], { count: k }))
    tops.get(keyOf(setting))?.push(topOf(best, k));
  return {
    k,
    of: (size) => tops.get(`${size} ${quantization}`) ?? [],
    full: tops.get(`${full} none`) ?? [],
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
