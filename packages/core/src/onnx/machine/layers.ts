import { GraphWriter, numbers } from '../graph-writer.ts';

/** Kinds of weights that a machine is measured with; the others of the hub are variants of these in what the CPU does. */
export type MeasuredWeights = 'fp32' | 'fp16' | 'int8';

/** jina-clip-v2's sizes: its text side, and by the number of its weights its image side as well. */
export const width = 1024;
const hidden = 4096;
const heads = 16;

/** Layers of either side. */
export const layersOfModel = 24;

/** Multiplications and additions of one token in one layer, those of attention left out. */
export const flopsOfLayer: number = 2 * (4 * width ** 2 + 2 * width * hidden);

/** What constants are filled with: in single precision, and the bits of the same in half. A random weight is one of two by chance. */
const fills = {
  zero: [0, 0],
  one: [1, 0x3c_00],
  /** One by the root of the numbers that a head has. */
  eighth: [0.125, 0x30_00],
  random: [0.015_625, 0x24_00],
} as const;
type Fill = keyof typeof fills;

/** The sign of a random number in half precision. */
const minus = 0x80_00;

/**
 * An ONNX model of some of jina-clip-v2's layers, `x` `[rows, tokens, 1024]` in and `y` of that shape out, with random weights
 * of their own each, so that a small one does not lie in the processor's cache altogether.
 */
export function layersModel(weights: MeasuredWeights, layers: number): Buffer {
  const writer = new GraphWriter();
  const write = new LayerWriter(writer, weights);
  const half = weights === 'fp16';
  let x = half ? writer.op('Cast', ['x'], { to: numbers.fp16 }) : 'x';
  for (let i = 0; i < layers; i++) {
    x = write.norm(writer.op('Add', [x, write.attention(x)]));
    x = write.norm(writer.op('Add', [x, write.linear(write.wide(x), hidden, width)]));
  }
  const y = half ? writer.op('Cast', [x], { to: numbers.fp32 }) : writer.op('Identity', [x]);
  const shape = ['rows', 'tokens', width];
  return writer.model([{ name: 'x', shape, type: 'fp32' }], [{ name: y, shape, type: 'fp32' }]);
}

class LayerWriter {
  readonly #writer: GraphWriter;
  readonly #weights: MeasuredWeights;
  readonly #ones: string;
  readonly #zeros: string;
  readonly #scale: string;
  #state = 1;

  constructor(writer: GraphWriter, weights: MeasuredWeights) {
    this.#writer = writer;
    this.#weights = weights;
    this.#ones = this.#floats([width], 'one');
    this.#zeros = this.#floats([hidden], 'zero');
    this.#scale = this.#floats([1], 'eighth');
  }

  norm(x: string): string {
    return this.#writer.op('LayerNormalization', [x, this.#ones, this.#floats([width], 'zero')]);
  }

  wide(x: string): string {
    return this.#writer.op('Gelu', [this.linear(x, width, hidden)]);
  }

  attention(x: string): string {
    const split = this.#shape([0, 0, heads, width / heads]);
    const [query, key, values] = (['q', 'k', 'v'] as const).map((part) => {
      const perm = part === 'k' ? [0, 2, 3, 1] : [0, 2, 1, 3];
      const whole = this.linear(x, width, width);
      return this.#writer.op('Transpose', [this.#writer.op('Reshape', [whole, split])], { perm });
    });
    const op = this.#writer.op.bind(this.#writer);
    const alike = op('Mul', [op('MatMul', [query ?? '', key ?? '']), this.#scale]);
    const mixed = op('MatMul', [op('Softmax', [alike]), values ?? '']);
    const joined = this.#shape([0, 0, width]);
    const back = op('Reshape', [op('Transpose', [mixed], { perm: [0, 2, 1, 3] }), joined]);
    return this.linear(back, width, width);
  }

  linear(x: string, inner: number, outer: number): string {
    const op = this.#writer.op.bind(this.#writer);
    const product =
      this.#weights === 'int8'
        ? this.#whole(x, inner, outer)
        : op('MatMul', [x, this.#floats([inner, outer], 'random')]);
    const bias = outer === width ? this.#floats([width], 'random') : this.#zeros;
    return op('Add', [product, bias]);
  }

  /** A product in whole numbers, quantised on the way as the hub's int8 weights want it. */
  #whole(x: string, inner: number, outer: number): string {
    const op = this.#writer.op.bind(this.#writer);
    const [quantised = '', scale = '', zero = ''] = this.#writer.ops(
      'DynamicQuantizeLinear',
      [x],
      3,
    );
    const values = new Int8Array(inner * outer);
    for (let i = 0; i < values.length; i++) values[i] = this.#chance() ? 1 : -1;
    const weight = this.#writer.constant('int8', [inner, outer], values);
    const weightZero = this.#writer.constant('int8', [], new Int8Array(1));
    const product = op('MatMulInteger', [quantised, weight, zero, weightZero]);
    const factor = op('Mul', [scale, this.#floats([1], 'random')]);
    return op('Mul', [op('Cast', [product], { to: numbers.fp32 }), factor]);
  }

  #floats(shape: readonly number[], fill: Fill): string {
    const length = shape.reduce((product, size) => product * size, 1);
    const isHalf = this.#weights === 'fp16';
    const [single, half] = fills[fill];
    const values = isHalf
      ? new Uint16Array(length).fill(half)
      : new Float32Array(length).fill(single);
    if (fill === 'random') {
      for (let i = 0; i < length; i++)
        if (this.#chance()) values[i] = isHalf ? half + minus : -single;
    }
    return this.#writer.constant(isHalf ? 'fp16' : 'fp32', shape, values);
  }

  /** One of two, by chance, the same in every run (Marsaglia's xorshift). */
  #chance(): boolean {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state & 1) === 1;
  }

  #shape(sizes: readonly number[]): string {
    const values = BigInt64Array.from(sizes, BigInt);
    return this.#writer.constant('int64', [sizes.length], values);
  }
}
