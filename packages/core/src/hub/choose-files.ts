import { NestvecError } from '../errors.ts';
import type { Weights } from '../onnx/weights.ts';
import { graphPath, isWeightsPath, variantsAmong } from './weights.ts';

/** Without these a model can't be used, whatever its weights. */
const requiredFiles: readonly string[] = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
];
const optionalFiles: readonly string[] = ['tokenizer_config.json'];

/**
 * The files of one variant among all of a model's: settings, tokenizer, graph and the external data that there is.
 * Throws `not-found` that names the variants which exist.
 */
export function chooseFiles<File extends { readonly path: string }>(
  files: readonly File[],
  weights: Weights,
  model: string,
): File[] {
  const paths = new Set(files.map((file) => file.path));
  const lacking = requiredFiles.find((path) => !paths.has(path));
  if (lacking !== undefined) {
    throw missing(
      model,
      lacking,
      `${model} has no ${lacking}, so it is not a CLIP model exported to ONNX`,
    );
  }
  if (!paths.has(graphPath(weights))) {
    const variants = variantsAmong(paths).join(', ');
    const there =
      variants === '' ? 'it has no such weights in ONNX at all' : `there are: ${variants}`;
    throw missing(model, graphPath(weights), `${model} has no weights "${weights}"; ${there}`);
  }
  const wanted = new Set([...requiredFiles, ...optionalFiles]);
  return files.filter(({ path }) => wanted.has(path) || isWeightsPath(path, weights));
}

function missing(model: string, path: string, message: string): NestvecError<'not-found'> {
  return new NestvecError('not-found', message, { what: 'path', name: `${model}/${path}` });
}
