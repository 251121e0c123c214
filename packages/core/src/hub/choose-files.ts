import { NestvecError } from '../errors.ts';
import { graphName, type Weights } from '../onnx/weights.ts';
import { optionalFiles, settingsFiles, variantFiles, variantsAmong } from './weights.ts';

/**
 * The files of one variant among all of a model's: settings, tokenizer, graphs and the external data that there is.
 * Throws `not-found` that names the variants which exist.
 */
export function chooseFiles<File extends { readonly path: string }>(
  files: readonly File[],
  weights: Weights,
  model: string,
): File[] {
  const paths = new Set(files.map((file) => file.path));
  const settings = settingsFiles(paths, model);
  const lacking = settings.find((path) => !paths.has(path));
  if (lacking !== undefined) {
    throw missing(
      model,
      lacking,
      `${model} has no ${lacking}, so it is not a CLIP model exported to ONNX`,
    );
  }
  const variant = variantFiles(paths, model, weights);
  if (variant === undefined) {
    const variants = variantsAmong(paths, model).join(', ');
    const there =
      variants === '' ? 'it has no such weights in ONNX at all' : `there are: ${variants}`;
    const graph = `onnx/${graphName('whole', weights)}`;
    throw missing(model, graph, `${model} has no weights "${weights}"; ${there}`);
  }
  const wanted = new Set([...settings, ...optionalFiles]);
  return files.filter(({ path }) => wanted.has(path) || variant.has(path));
}

function missing(model: string, path: string, message: string): NestvecError<'not-found'> {
  return new NestvecError('not-found', message, { what: 'path', name: `${model}/${path}` });
}
