import { type GraphValue, GraphWriter, numbers } from '../graph-writer.ts';

/** Names of what goes in and comes out; those of a size end in its place among the sizes. */
export const ports = {
  queries: 'queries',
  rows: 'rows',
  count: 'count',
  factor: (size: number): string => `factor_${size}`,
} as const;

/** A graph, and what its outputs are called. */
export interface ProductsGraph {
  readonly model: Buffer;
  /** Of each size. */
  readonly outputs: readonly { readonly scores: string; readonly places: string }[];
}

/**
 * The graph of a search: products of queries `[asked, width]` with the prefixes of rows `[held, width]`, times a factor of each row, and of each
 * size the best `count` with their places. A longer prefix adds its own part to the products of the shorter one, so that all sizes together
 * take the multiplications of the longest. `sizes` ascend, the last is at most `width`.
 */
export function productsGraph(width: number, sizes: readonly number[]): ProductsGraph {
  const writer = new GraphWriter();
  const ends = sizes.at(-1) === width ? sizes : [...sizes, width];
  const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0));
  const cut = (name: string): readonly string[] => {
    if (lengths.length === 1) return [name];
    const parts = writer.constant('int64', [lengths.length], BigInt64Array.from(lengths, BigInt));
    return writer.ops('Split', [name, parts], lengths.length, { axis: 1 });
  };
  const [queries, rows] = [cut(ports.queries), cut(ports.rows)];
  let total: string | undefined;
  const outputs = sizes.map((_, i) => {
    const turned = writer.op('Transpose', [rows[i] ?? ''], { perm: [1, 0] });
    const product = writer.op('MatMul', [queries[i] ?? '', turned]);
    total = total === undefined ? product : writer.op('Add', [total, product]);
    const scaled = writer.op('Mul', [total, ports.factor(i)]);
    const [scores = '', at = ''] = writer.ops('TopK', [scaled, ports.count], 2);
    return { scores, places: writer.op('Cast', [at], { to: numbers.int32 }) };
  });
  const inputs: GraphValue[] = [
    { name: ports.queries, shape: ['asked', width], type: 'fp32' },
    { name: ports.rows, shape: ['held', width], type: 'fp32' },
    { name: ports.count, shape: [1], type: 'int64' },
    ...sizes.map((_, i): GraphValue => ({ name: ports.factor(i), shape: ['held'], type: 'fp32' })),
  ];
  const found = outputs.flatMap(({ scores, places }): GraphValue[] => [
    { name: scores, shape: ['asked', 'found'], type: 'fp32' },
    { name: places, shape: ['asked', 'found'], type: 'int32' },
  ]);
  return { model: writer.model(inputs, found), outputs };
}
