import { cosine, dot } from '../vector.ts';
import type { Graph } from './session.ts';

/** Two vectors closer than this are one: far below any two inputs as unlike as those of the self-test. */
const sameCosine = 0.9999;
const normTolerance = 0.02;

/**
 * What is wrong with a graph's picture side, by two pictures that have nothing in common; `undefined` if nothing is.
 * Broken kernels give NaN, or one vector for everything, without any error (reference: frigate#24159, CoreML int8).
 */
export async function testImages(graph: Graph, size: number): Promise<string | undefined> {
  const plain = new Float32Array(3 * size * size).fill(1.5);
  const board = plain.map((_, i) => {
    const x = i % size;
    const y = Math.floor(i / size) % size;
    // Squares of an eighth, alternating over the usual range of normalised pixels.
    return (Math.floor((x * 8) / size) + Math.floor((y * 8) / size)) % 2 === 0 ? -1.5 : 2;
  });
  // One by one, since two at once would take more memory than the work that follows.
  const vectors: number[] = [];
  for (const picture of [plain, board]) vectors.push(...(await graph.runImages(picture, 1)));
  return pairProblem(Float32Array.from(vectors), 'pictures');
}

/** The same for texts: `<s> 5 6 7 </s>` and `<s> 9 </s>`, the second padded. */
export async function testTexts(graph: Graph): Promise<string | undefined> {
  const ids = BigInt64Array.of(0n, 5n, 6n, 7n, 2n, 0n, 9n, 2n, 1n, 1n);
  return pairProblem(await graph.runTexts(ids, 2, 5), 'texts');
}

function pairProblem(vectors: Float32Array, what: string): string | undefined {
  const half = vectors.length / 2;
  const a = vectors.subarray(0, half);
  const b = vectors.subarray(half);
  const advice = 'try other weights, the cpu provider or another version of onnxruntime-node';
  if (!vectors.every((value) => Number.isFinite(value))) {
    return `the self-test gave NaN or infinity for ${what}; ${advice}`;
  }
  for (const vector of [a, b]) {
    const norm = Math.sqrt(dot(vector, vector));
    if (Math.abs(norm - 1) > normTolerance) {
      return `the self-test gave a vector of norm ${norm.toPrecision(4)} for ${what} where 1 is expected; ${advice}`;
    }
  }
  if (cosine(a, b) > sameCosine) {
    return `the self-test gave the same vector for two different ${what}; ${advice}`;
  }
  return undefined;
}
