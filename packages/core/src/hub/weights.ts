import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { localModel } from '../onnx/local-models.ts';
import { ownModelFile } from '../onnx/own-model-file.ts';
import { type GraphFiles, graphsAmong, type Weights, weightsOrder } from '../onnx/weights.ts';

/** The variant that suits a CPU, where nothing is known of a model's variants. */
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

/** What of a repository's files belongs to a model and one variant of its weights. */
export interface VariantFiles {
  /** Paths of the graphs: one, or one for texts and one for images. */
  readonly graphs: readonly string[];
  /** Whether a path is one of the graphs or a piece of its external data: `model.onnx_data`, `model.onnx_data_1`, … */
  has(path: string): boolean;
}

/** The files of a variant among all paths of a model, `undefined` where its graphs are not there whole. */
export function variantFiles(
  paths: ReadonlySet<string>,
  model: string,
  weights: Weights,
): VariantFiles | undefined {
  const names = new Set([...paths].map((path) => path.replace(/^onnx\//, '')));
  const found = layoutsOf(model).flatMap((layout) => graphsAmong(names, weights, layout) ?? []);
  // Only nestvec.json itself says which layout it describes.
  const taken = paths.has(ownModelFile) ? found : found.slice(0, 1);
  if (taken.length === 0) return undefined;
  const graphs = [...new Set(taken.flatMap(({ text, image }) => [text, image]))].map(
    (name) => `onnx/${name}`,
  );
  return {
    graphs,
    has: (path) => graphs.some((graph) => path.startsWith(graph) && isPiece(path, graph)),
  };
}

function isPiece(path: string, graph: string): boolean {
  const rest = path.slice(graph.length);
  return rest === '' || /^_data(_\d+)?$/.test(rest);
}

/** The variants that are there whole among the paths of a model. */
export function variantsAmong(paths: ReadonlySet<string>, model: string): Weights[] {
  return weightsOrder.filter((weights) => variantFiles(paths, model, weights) !== undefined);
}

function layoutsOf(model: string): readonly GraphFiles[] {
  const row = localModel(model);
  return row === undefined ? ['one', 'two'] : [row.graphs];
}

/** Files without which a model can't be used, whatever its weights. */
export function settingsFiles(paths: ReadonlySet<string>, model: string): readonly string[] {
  if (paths.has(ownModelFile)) return [ownModelFile, 'tokenizer.json'];
  const row = localModel(model);
  const ofImages = row !== undefined && row.image === undefined ? [] : ['preprocessor_config.json'];
  return ['config.json', ...ofImages, 'tokenizer.json'];
}

/** Files that are taken along where they are there. */
export const optionalFiles: readonly string[] = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer_config.json',
];
