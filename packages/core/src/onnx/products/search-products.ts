import type { InferenceSession } from 'onnxruntime-node';
import { loadRuntime } from '../load-runtime.ts';
import { sessionSettings, usualRuntime } from '../runtime-options.ts';
import { checkFloats, checkProductCount, checkProductRows } from './check-products.ts';
import { ports, productsGraph } from './products-graph.ts';
import { mergeTop, type TopProducts } from './top-products.ts';

/** Rows that queries are multiplied with. */
export interface ProductRows {
  /** One after the other. */
  readonly data: Float32Array;
  readonly width: number;
  /** Lengths of the prefixes that count, ascending, at most the width. */
  readonly sizes: readonly number[];
  /** Of each size a factor for each row, such as one over the length of its prefix. */
  readonly factors: readonly Float32Array[];
}

/** A search for the largest products, by brute force. */
export interface ProductSearch {
  /** Of each size the best products of queries, which lie one after the other. Works on as many at once as are given. */
  best(queries: Float32Array): Promise<readonly TopProducts[]>;
  close(): Promise<void>;
}

/** Rows that are multiplied at once: with a few hundred queries this takes some hundred MiB, however many rows there are. */
const rowsAtOnce = 16_384;

/**
 * Opens a search for the `count` largest products of queries with all rows, through onnxruntime's `MatMul` and `TopK`, in single precision: where
 * the order of nearly equal products matters, they have to be worked out again. Throws `missing-dependency` without onnxruntime-node. Rejects with
 * `invalid-input` for rows, queries or a count that do not fit each other.
 */
export async function searchProducts(given: ProductRows, count: number): Promise<ProductSearch> {
  checkProductRows(given);
  checkProductCount(count, 'count');
  const { data, width, sizes, factors } = given;
  const { InferenceSession: Session, Tensor } = await loadRuntime();
  const { model, outputs } = productsGraph(width, sizes);
  const session: InferenceSession = await Session.create(model, sessionSettings(usualRuntime));
  const rows = data.length / width;
  const blockOf = (first: number): InferenceSession.FeedsType => {
    const held = Math.min(rowsAtOnce, rows - first);
    return {
      [ports.rows]: new Tensor('float32', data.subarray(first * width, (first + held) * width), [
        held,
        width,
      ]),
      [ports.count]: new Tensor('int64', [BigInt(Math.min(count, held))], [1]),
      ...Object.fromEntries(
        factors.map((factor, i) => [
          ports.factor(i),
          new Tensor('float32', factor.subarray(first, first + held), [held]),
        ]),
      ),
    };
  };
  return {
    async best(queries) {
      checkFloats(queries, width, 'queries');
      const asked = new Tensor('float32', queries, [queries.length / width, width]);
      const none = { count: 0, scores: new Float32Array(0), places: new Int32Array(0) };
      let found: readonly TopProducts[] = sizes.map(() => none);
      for (let first = 0; first < rows; first += rowsAtOnce) {
        const answer = await session.run({ [ports.queries]: asked, ...blockOf(first) });
        const more = outputs.map(({ scores, places }): TopProducts => ({
          count: Math.min(count, rows - first, rowsAtOnce),
          scores: answer[scores]?.data as Float32Array, // as the graph declares them
          places: answer[places]?.data as Int32Array,
        }));
        found = found.map((known, i) => mergeTop(known, more[i] ?? none, first, count));
      }
      return found;
    },
    close: async () => await session.release(),
  };
}
