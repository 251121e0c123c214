import { cosine, dot } from '../vector.ts';
import type { Graph } from './graph.ts';
import type { ImageSide, SideOutput, TextSide } from './sides.ts';

/** Two vectors closer than this are one: far below any two inputs as unlike as those of the self-test. */
const sameCosine = 0.9999;
const normTolerance = 0.02;

/** What is known of the images of a test. */
type TestedImages = Pick<ImageSide, 'normalized'> & {
  readonly pixels: Pick<ImageSide['pixels'], 'size'>;
};

/**
 * What is wrong with a graph's image side, by the vectors of the first inference; `undefined` if nothing is. Broken kernels give
 * NaN, or one vector for everything, without any error (reference: frigate#24159, CoreML int8). Where those vectors do not show
 * that images get different vectors, a chessboard is embedded as well, since one more image may take seconds.
 */
export async function checkImages(
  graph: Graph,
  image: TestedImages,
  first: Float32Array,
  rows: number,
): Promise<string | undefined> {
  const { size } = image.pixels;
  const one = first.subarray(0, first.length / rows);
  const last = first.subarray(-one.length);
  if (rows > 1 && pairProblem([one, last], 'images', image) === undefined) return undefined;
  const board = await graph.runImages(chessboard(size), 1);
  if (pairProblem([one, board], 'images', image) === undefined) return undefined;
  // Unless the image is just such a chessboard.
  return pairProblem([board, await graph.runImages(plain(size), 1)], 'images', image);
}

/** The same before anything is embedded. */
export async function testImages(graph: Graph, image: TestedImages): Promise<string | undefined> {
  const first = await graph.runImages(plain(image.pixels.size), 1);
  return await checkImages(graph, image, first, 1);
}

/** Squares of an eighth, alternating over the usual range of normalised pixels. */
function chessboard(size: number): Float32Array<ArrayBuffer> {
  return plain(size).map((_, i) => {
    const x = i % size;
    const y = Math.floor(i / size) % size;
    return (Math.floor((x * 8) / size) + Math.floor((y * 8) / size)) % 2 === 0 ? -1.5 : 2;
  });
}

function plain(size: number): Float32Array<ArrayBuffer> {
  return new Float32Array(3 * size * size).fill(1.5);
}

/** The same for texts: the tokens 5, 6 and 7 and the token 9, each between the special tokens, the second padded. */
export async function testTexts(
  graph: Graph,
  side: Pick<TextSide, 'tokens' | 'padTo' | 'normalized'>,
): Promise<string | undefined> {
  const { begin, end, pad } = side.tokens;
  const between = (...own: readonly number[]): readonly number[] => [
    ...(begin === undefined ? [] : [begin.id]),
    ...own,
    ...(end === undefined ? [] : [end.id]),
  ];
  const texts = [between(5, 6, 7), between(9)];
  const lengths = texts.map((own) => own.length);
  const length = side.padTo ?? Math.max(...lengths);
  const ids = texts.flatMap((own) => Array.from({ length }, (_, i) => BigInt(own[i] ?? pad.id)));
  const feed = { ids: BigInt64Array.from(ids), lengths, length, task: 'document' } as const;
  const vectors = await graph.runTexts(feed);
  const half = vectors.length / 2;
  return pairProblem([vectors.subarray(0, half), vectors.subarray(half)], 'texts', side);
}

function pairProblem(
  pair: readonly [Float32Array, Float32Array],
  what: string,
  { normalized }: Pick<SideOutput, 'normalized'>,
): string | undefined {
  const advice = 'try other weights, the cpu provider or another version of onnxruntime-node';
  if (!pair.every((vector) => vector.every((value) => Number.isFinite(value)))) {
    return `the self-test gave NaN or infinity for ${what}; ${advice}`;
  }
  for (const vector of pair) {
    const norm = Math.sqrt(dot(vector, vector));
    if (normalized && Math.abs(norm - 1) > normTolerance) {
      return `the self-test gave a vector of norm ${norm.toPrecision(4)} for ${what} where 1 is expected; ${advice}`;
    }
  }
  if (cosine(...pair) > sameCosine) {
    return `the self-test gave the same vector for two different ${what}; ${advice}`;
  }
  return undefined;
}
