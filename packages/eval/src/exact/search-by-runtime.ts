import { isNestvecError } from '@nestvec/core';
import { searchProducts, type TopProducts } from '@nestvec/core/onnx';
import { type Best, bestOfCandidates } from './best.ts';
import { type Pass, scoreIn } from './passes.ts';

/** Searches a pass with many queries at once. */
export interface RuntimeSearch {
  /** Of each query the best of each setting; `undefined` where single precision can't tell. */
  best(queries: readonly Float32Array[]): Promise<readonly (readonly (Best | undefined)[])[]>;
  close(): Promise<void>;
}

/** Rounding of single precision, as a share of what is rounded. */
const rounding = 2 ** -24;

/**
 * Searches through onnxruntime, which gives more candidates than are asked for; those are scored again in double precision, exactly as plain
 * JavaScript scores them. `undefined` where onnxruntime is not installed. Bits are left to plain JavaScript, since hundreds of them tie.
 */
export async function searchByRuntime(
  pass: Pass,
  count: number,
): Promise<RuntimeSearch | undefined> {
  const { matrix, sizes, norms } = pass;
  const { data, width } = matrix;
  if (norms === undefined) return undefined;
  const factors = norms.map((own) => Float32Array.from(own));
  // Nearly equal ones at the end of a list may have been confused with those behind them.
  const wanted = Math.min(matrix.rows, count + 32 + Math.ceil(count / 8));
  const search = await searchProducts({ data, width, sizes, factors }, wanted).catch(
    (error: unknown) => {
      if (isNestvecError(error, 'missing-dependency')) return undefined;
      throw error;
    },
  );
  if (search === undefined) return undefined;
  return {
    async best(queries) {
      const joined = new Float32Array(queries.length * width);
      for (const [i, query] of queries.entries()) joined.set(query, i * width);
      const tops = await search.best(joined);
      return queries.map((query, i) =>
        tops.map((top, size) => settled(pass, size, query, rowOf(top, i), count)),
      );
    },
    close: async () => await search.close(),
  };
}

interface Candidates {
  readonly scores: Float32Array;
  readonly places: Int32Array;
}

function rowOf({ count, scores, places }: TopProducts, query: number): Candidates {
  const [from, end] = [query * count, (query + 1) * count];
  return { scores: scores.subarray(from, end), places: places.subarray(from, end) };
}

function settled(
  pass: Pass,
  size: number,
  query: Float32Array,
  { scores, places }: Candidates,
  count: number,
): Best | undefined {
  const isAll = places.length === pass.matrix.rows;
  const least = scores.at(-1) ?? Number.NaN;
  const others = isAll
    ? Number.NEGATIVE_INFINITY
    : least + errorOf(query.subarray(0, pass.sizes[size]));
  return bestOfCandidates(places, (place) => scoreIn(pass, size, query, place), count, others);
}

/** How far a product with a unit vector may be off, in whichever order it is summed: one rounding for each number, and some for the factor. */
function errorOf(query: Float32Array): number {
  let squares = 0;
  for (const value of query) squares += value ** 2;
  return 1.01 * (query.length + 16) * rounding * Math.sqrt(squares);
}
