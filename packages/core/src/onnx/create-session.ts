import type { InferenceSession } from 'onnxruntime-node';
import { messageOf } from '../errors.ts';
import type { ChosenWeights } from './choose-weights.ts';
import { modelError } from './model-error.ts';
import { weightsFiles } from './weights.ts';

/** What a session is made from. */
export interface SessionOptions {
  readonly directory: string;
  readonly chosen: ChosenWeights;
  readonly threads: number | undefined;
  readonly executionProviders: readonly string[];
}

/** Opens the weights. Throws `model` with the runtime's reason and what to try next. */
export async function createSession(
  factory: {
    create(path: string, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  },
  { directory, chosen, threads, executionProviders }: SessionOptions,
): Promise<InferenceSession> {
  try {
    return await factory.create(chosen.file, {
      executionProviders: [...executionProviders],
      // Anything less gave the same vector for every picture in half precision (blakeblackshear/frigate#24159).
      graphOptimizationLevel: 'all',
      // A library prints nothing; what fails is thrown. No picture at all would be warned of in every run.
      logSeverityLevel: 4,
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });
  } catch (error) {
    throw modelError(
      directory,
      creationProblem(chosen, executionProviders, messageOf(error)),
      error,
    );
  }
}

function creationProblem(
  { weights, others }: ChosenWeights,
  executionProviders: readonly string[],
  reason: string,
): string {
  const file = `onnx/${weightsFiles[weights]}`;
  const what = `onnxruntime could not open ${file} (${reason.split('\n', 1)[0]})`;
  if (/onnx_data|external/i.test(reason)) {
    return `${what}; its weights lie in ${file}_data: download that file into the same folder`;
  }
  if (executionProviders.some((provider) => provider !== 'cpu')) {
    return `${what}; try executionProviders: ['cpu']`;
  }
  const next = others[0] ?? (['int8', 'fp32'] as const).find((variant) => variant !== weights);
  const where = others.length > 0 ? ', which is there too' : ' (nestvec model pull --dtype)';
  return `${what}; try the weights ${next}${where}`;
}
