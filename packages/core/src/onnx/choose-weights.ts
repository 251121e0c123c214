import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestvecError } from '../errors.ts';
import { modelError } from './model-error.ts';
import { type Weights, weightsFiles, weightsOrder } from './weights.ts';

/** The chosen file, and the other variants that are there too, best first. */
export interface ChosenWeights {
  readonly weights: Weights;
  readonly file: string;
  readonly others: readonly Weights[];
}

/** Picks the weights in `directory/onnx`. Throws `model` where there are none, or not those asked for. */
export async function chooseWeights(
  directory: string,
  asked: Weights | undefined,
): Promise<ChosenWeights> {
  const names: readonly string[] = await readdir(join(directory, 'onnx')).catch(() => []);
  const present = weightsOrder.filter((variant) => names.includes(weightsFiles[variant]));
  const weights = asked ?? present[0];
  if (weights === undefined || !present.includes(weights)) {
    throw noWeights(directory, asked, present, names);
  }
  const others = present.filter((variant) => variant !== weights);
  return { weights, file: join(directory, 'onnx', weightsFiles[weights]), others };
}

function noWeights(
  directory: string,
  asked: Weights | undefined,
  present: readonly Weights[],
  names: readonly string[],
): NestvecError<'model'> {
  const missing =
    asked === undefined ? 'it has no onnx/model*.onnx' : `it has no onnx/${weightsFiles[asked]}`;
  if (present.length > 0) {
    return modelError(directory, `${missing}; the weights there are: ${present.join(', ')}`);
  }
  if (names.some((name) => /^(text|vision)_model/.test(name))) {
    return modelError(
      directory,
      `${missing} but a text_model and a vision_model, which is how jina-clip-v1 and plain CLIP are exported; nestvec reads jina-clip-v2, both towers in one file`,
    );
  }
  return modelError(
    directory,
    `${missing}; a model directory holds config.json, preprocessor_config.json, tokenizer.json and onnx/${weightsFiles[asked ?? 'int8']}`,
  );
}
