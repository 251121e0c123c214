import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { type Weights, weightsFiles, weightsOrder } from '../onnx/weights.ts';

/** The variant that suits a CPU: 874 MB in one file. */
export const defaultWeights: Weights = 'int8';

/** Throws `invalid-input` unless it names a variant. */
export function checkWeights(name: string): Weights {
  const found = weightsOrder.find((known) => known === name);
  if (found !== undefined) return found;
  throw invalid(
    'weights',
    `${describeValue(name)} is not a variant; use one of ${weightsOrder.join(', ')}`,
  );
}

/** Path of a variant's graph inside a model's repository. */
export function graphPath(weights: Weights): string {
  return `onnx/${weightsFiles[weights]}`;
}

/** Whether a path is the variant's graph or a piece of its external data: `model.onnx_data`, `model.onnx_data_1`, … */
export function isWeightsPath(path: string, weights: Weights): boolean {
  const graph = graphPath(weights);
  return (
    path === graph || (path.startsWith(graph) && /^_data(_\d+)?$/.test(path.slice(graph.length)))
  );
}

/** The variants whose graph is among these paths. */
export function variantsAmong(paths: ReadonlySet<string>): Weights[] {
  return weightsOrder.filter((weights) => paths.has(graphPath(weights)));
}
