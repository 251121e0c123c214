import type { Side } from './sides.ts';

/** Variants of the weights, named as on the hub. */
export type Weights = 'fp32' | 'fp16' | 'int8' | 'uint8' | 'quantized' | 'q4' | 'q4f16' | 'bnb4';

/** What each variant's files have after their name (naming of Transformers.js). */
const suffixes: Readonly<Record<Weights, string>> = {
  fp32: '',
  fp16: '_fp16',
  int8: '_int8',
  uint8: '_uint8',
  quantized: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/**
 * Order in which a variant is chosen where the caller names none: fastest on a CPU first. Half precision comes last since
 * CPUs widen it at a cost, and some releases of onnxruntime can't open it (microsoft/onnxruntime#26631).
 */
export const weightsOrder: readonly Weights[] = [
  'int8',
  'quantized',
  'uint8',
  'q4',
  'bnb4',
  'fp32',
  'fp16',
  'q4f16',
];

/** Names of the graphs in `onnx/`: of one that holds both halves, or the only one, and of a half by itself. */
const stems = { whole: 'model', text: 'text_model', image: 'vision_model' } as const;

/** Name of a graph's file: `model_int8.onnx`, `text_model.onnx`. `fp32` may keep its weights in `….onnx_data` beside it. */
export function graphName(part: keyof typeof stems, weights: Weights): string {
  return `${stems[part]}${suffixes[weights]}.onnx`;
}

/** In how many files a model's graphs may lie: `one` for both halves (or the only one), `two`, or `either`, two where both are there. */
export type GraphFiles = 'one' | 'two' | 'either';

/** The file of each half of a variant among the names in `onnx/`, `undefined` where they are not all there. */
export function graphsAmong(
  names: ReadonlySet<string>,
  weights: Weights,
  graphs: GraphFiles,
): Readonly<Record<Side, string>> | undefined {
  const whole = graphName('whole', weights);
  const halves = { text: graphName('text', weights), image: graphName('image', weights) };
  if (graphs !== 'one' && names.has(halves.text) && names.has(halves.image)) return halves;
  return graphs !== 'two' && names.has(whole) ? { text: whole, image: whole } : undefined;
}
