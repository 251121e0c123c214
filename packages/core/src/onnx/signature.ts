import type { InferenceSession } from 'onnxruntime-node';
import { foreignByGraph } from './foreign.ts';

/** Inputs of jina-clip-v2's graph. Both must be fed in every run; batch sizes are independent. */
export const inputs = { text: 'input_ids', image: 'pixel_values' } as const;

/** Outputs used: unit vectors. The graph has the unnormalised ones as well, without the `l2norm_`. */
export const outputs = {
  text: 'l2norm_text_embeddings',
  image: 'l2norm_image_embeddings',
} as const;

/** The parts of a session that identify its graph. */
export type GraphFacts = Pick<
  InferenceSession,
  'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata'
>;

/** Sizes that the configs give and the graph must have. */
export interface ExpectedSizes {
  readonly dimensions: number;
  readonly size: number;
}

type Shape = readonly (number | 'any')[];

/**
 * What is wrong with a graph in one sentence: another known model by its name, else every input and output that differs.
 * `undefined` for jina-clip-v2's signature.
 */
export function signatureProblem(graph: GraphFacts, expected: ExpectedSizes): string | undefined {
  const names = { inputs: graph.inputNames, outputs: graph.outputNames };
  const foreign = foreignByGraph(names);
  if (foreign !== undefined) return foreign;
  const { dimensions, size } = expected;
  const all = [...graph.inputMetadata, ...graph.outputMetadata];
  const differences = [
    tensorProblem(all, inputs.text, 'int64', ['any', 'any']),
    tensorProblem(all, inputs.image, 'float32', ['any', 3, size, size]),
    tensorProblem(all, outputs.text, 'float32', ['any', dimensions]),
    tensorProblem(all, outputs.image, 'float32', ['any', dimensions]),
    ...graph.inputNames
      .filter((name) => name !== inputs.text && name !== inputs.image)
      .map((name) => `it also wants the input ${name}`),
  ].filter((problem) => problem !== undefined);
  if (differences.length === 0) return undefined;
  return `its graph is not jina-clip-v2's: ${differences.join('; ')}`;
}

/** What is wrong with one half of such a graph. */
export function halfProblem(
  graph: GraphFacts,
  { dimensions, size }: ExpectedSizes,
  side: 'text' | 'image',
): string | undefined {
  const input: Shape = side === 'text' ? ['any', 'any'] : ['any', 3, size, size];
  return (
    tensorProblem(
      graph.inputMetadata,
      inputs[side],
      side === 'text' ? 'int64' : 'float32',
      input,
    ) ?? tensorProblem(graph.outputMetadata, outputs[side], 'float32', ['any', dimensions])
  );
}

function tensorProblem(
  all: readonly InferenceSession.ValueMetadata[],
  name: string,
  type: string,
  shape: Shape,
): string | undefined {
  const found = all.find((value) => value.name === name);
  if (found === undefined) return `${name} is missing`;
  if (!found.isTensor) return `${name} is not a tensor`;
  if (found.type !== type) return `${name} is ${found.type} where ${type} is expected`;
  // Some exports leave sizes open; those are checked by what comes out.
  const fits =
    found.shape.length === shape.length &&
    shape.every((want, axis) => want === found.shape[axis] || isOpen(want, found.shape[axis]));
  if (fits) return undefined;
  return `${name} has the shape [${found.shape.join(', ')}] where [${shape.map(String).join(', ')}] is expected`;
}

/** A batch must be open in the graph; a size may be. */
function isOpen(want: number | 'any', found: number | string | undefined): boolean {
  return typeof found === 'string' || (want !== 'any' && found === undefined);
}
