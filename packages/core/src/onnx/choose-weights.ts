import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestvecError } from '../errors.ts';
import { modelError } from './model-error.ts';
import type { Side } from './sides.ts';
import { type GraphFiles, graphName, graphsAmong, type Weights, weightsOrder } from './weights.ts';

/** The chosen files, and the other variants that are there too, best first. */
export interface ChosenWeights {
  readonly weights: Weights;
  /** Path of the graph that holds each half: the same one twice where one holds both. */
  readonly files: Readonly<Record<Side, string>>;
  readonly others: readonly Weights[];
}

/** Picks the weights in `directory/onnx`. Throws `model` where there are none, or not those asked for. */
export async function chooseWeights(
  directory: string,
  asked: Weights | undefined,
  files: GraphFiles,
): Promise<ChosenWeights> {
  const names: readonly string[] = await readdir(join(directory, 'onnx')).catch(() => []);
  const there = new Set(names);
  const present = weightsOrder.filter(
    (variant) => graphsAmong(there, variant, files) !== undefined,
  );
  const weights = asked ?? present[0];
  const graphs = weights === undefined ? undefined : graphsAmong(there, weights, files);
  if (weights === undefined || graphs === undefined)
    throw noWeights(directory, asked, files, present, there);
  const inFolder = (name: string): string => join(directory, 'onnx', name);
  return {
    weights,
    files: { text: inFolder(graphs.text), image: inFolder(graphs.image) },
    others: present.filter((variant) => variant !== weights),
  };
}

function noWeights(
  directory: string,
  asked: Weights | undefined,
  files: GraphFiles,
  present: readonly Weights[],
  names: ReadonlySet<string>,
): NestvecError<'model'> {
  const part = files === 'two' ? 'text' : 'whole';
  const usual = graphName(part, asked ?? 'int8');
  const missing = `it has no onnx/${asked === undefined ? usual.replace('_int8', '*') : usual}`;
  if (present.length > 0)
    return modelError(directory, `${missing}; the weights there are: ${present.join(', ')}`);
  const half = weightsOrder
    .flatMap((variant) => [
      [graphName('text', variant), graphName('image', variant)] as const,
      [graphName('image', variant), graphName('text', variant)] as const,
    ])
    .find(([there]) => names.has(there));
  if (half !== undefined && files === 'one')
    return modelError(
      directory,
      `${missing} but a text_model or a vision_model, which is how other models are exported; jina-clip-v2 has both towers in one file, and a nestvec.json says it with graphs: "two"`,
    );
  if (half !== undefined)
    return modelError(
      directory,
      `it has onnx/${half[0]} without onnx/${half[1]}, the other half of the model; put it beside`,
    );
  return modelError(
    directory,
    `${missing}; a model directory holds config.json, preprocessor_config.json, tokenizer.json and onnx/${usual}`,
  );
}
