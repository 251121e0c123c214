import type { Matrix } from './matrix.ts';
import type { Best } from './best.ts';
import { type Pass, passesOf, searchPlainly } from './passes.ts';
import { type RuntimeSearch, searchByRuntime } from './search-by-runtime.ts';
import type { Setting } from './setting.ts';

/** Queries, and what they are searched in. */
export interface Searched {
  readonly queryVectors: Matrix;
  readonly documentVectors: Matrix;
  /** Of each query with a filter, which documents it takes: 1 and 0 in their order. */
  readonly eligible: readonly (Uint8Array | undefined)[];
}

/** How to search. */
export interface ExactOptions {
  /** Documents that are wanted of each query; those that tie with the last come with them. */
  readonly count: number;
  /** Default: all. */
  readonly queries?: readonly number[] | undefined;
  /** Default: onnxruntime where it is installed and there is much to multiply, else plain JavaScript. What is found is the same. */
  readonly by?: 'runtime' | 'javascript' | undefined;
}

/** What one query finds under one setting. */
export interface FoundExactly {
  readonly query: number;
  readonly setting: Setting;
  readonly best: Best;
}

/** Queries that are searched at once. */
const queriesAtOnce = 256;
/** Multiplications that plain JavaScript does while onnxruntime is being loaded. */
const fewProducts = 2 ** 28;

/**
 * Searches exactly under all settings, which share as few passes over the documents as they can: within a setting, queries come in their
 * order. Besides the vectors it holds one copy of the documents, and what is found by some hundred queries.
 */
export async function* searchExactly(
  { queryVectors, documentVectors, eligible }: Searched,
  settings: readonly Setting[],
  { count, queries = [...Array(queryVectors.rows).keys()], by }: ExactOptions,
): AsyncGenerator<FoundExactly, void, undefined> {
  const { width, data } = queryVectors;
  const products = queries.length * documentVectors.rows * width;
  const isPlain = by === undefined ? products < fewProducts : by === 'javascript';
  for (const pass of passesOf(documentVectors, settings)) {
    const runtime = isPlain ? undefined : await searchByRuntime(pass, count);
    try {
      for (let start = 0; start < queries.length; start += queriesAtOnce) {
        const asked = queries.slice(start, start + queriesAtOnce).map((query) => ({
          query,
          vector: pass.queryOf(data.subarray(query * width, (query + 1) * width)),
          eligible: eligible[query],
        }));
        yield* searchPass(pass, asked, runtime, count);
      }
    } finally {
      await runtime?.close();
    }
  }
}

interface Asked {
  readonly query: number;
  readonly vector: Float32Array;
  readonly eligible: Uint8Array | undefined;
}

/** What onnxruntime does not find, plain JavaScript does. */
async function* searchPass(
  pass: Pass,
  asked: readonly Asked[],
  runtime: RuntimeSearch | undefined,
  count: number,
): AsyncGenerator<FoundExactly, void, undefined> {
  const plainly = searchPlainly(pass, count);
  const whole = runtime === undefined ? [] : asked.filter((one) => one.eligible === undefined);
  const found = whole.length === 0 ? [] : await runtime?.best(whole.map(({ vector }) => vector));
  const known = new Map(whole.map(({ query }, i) => [query, found?.[i]]));
  for (const { query, vector, eligible } of asked) {
    const own = known.get(query);
    const isSettled = own !== undefined && own.every((best) => best !== undefined);
    const all = isSettled ? own : plainly(vector, eligible);
    for (const [i, setting] of pass.settings.entries()) {
      const best = all[i];
      if (best !== undefined) yield { query, setting, best };
    }
  }
}
