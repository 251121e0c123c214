import { basename } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { messageOf, unsupported } from '../errors.ts';
import type { ChosenWeights } from './choose-weights.ts';
import { type RuntimeOptions, sessionSettings } from './runtime-options.ts';
import type { Tower } from './tower.ts';
import { modelError } from './model-error.ts';
import type { Side } from './sides.ts';

/** What a session is made from. */
export interface SessionOptions extends RuntimeOptions {
  readonly directory: string;
  readonly chosen: ChosenWeights;
}

/** The parts of onnxruntime-node that are used. */
export interface Runtime {
  readonly InferenceSession: {
    create(path: string, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly listSupportedBackends: () => readonly { readonly name: string }[];
}

/**
 * Opens the file of a side, or that half cut out of it. Throws `model` with the runtime's reason and what to try next, `unsupported` for a provider that this
 * build has not, which onnxruntime would leave out with no more than a line on the console.
 */
export async function createSession(
  { InferenceSession, listSupportedBackends }: Runtime,
  { directory, chosen, ...options }: SessionOptions,
  side: Side,
  tower?: Tower,
): Promise<InferenceSession> {
  const { executionProviders } = options;
  const supported = listSupportedBackends().map(({ name }) => name);
  const unknown = executionProviders.find((provider) => !supported.includes(provider));
  if (unknown !== undefined) {
    const alternative = `use one of ${supported.join(', ')}`;
    throw unsupported(`the execution provider ${unknown}`, 'onnxruntime-node', alternative);
  }
  const common = sessionSettings(options);
  try {
    if (tower === undefined) return await InferenceSession.create(chosen.files[side], common);
    const session = {
      ...common.extra.session,
      model_external_initializers_file_folder_path: tower.folder,
    };
    return await InferenceSession.create(tower.model, { ...common, extra: { session } });
  } catch (error) {
    throw modelError(
      directory,
      creationProblem(chosen, side, executionProviders, messageOf(error)),
      error,
    );
  }
}

function creationProblem(
  { weights, others, files }: ChosenWeights,
  side: Side,
  executionProviders: readonly string[],
  reason: string,
): string {
  const file = `onnx/${basename(files[side])}`;
  const what = `onnxruntime could not open ${file} (${reason.split('\n', 1)[0]})`;
  if (/onnx_data|external/i.test(reason)) {
    return `${what}; its weights lie in ${file}_data: download that file into the same folder`;
  }
  if (executionProviders.some((provider) => provider !== 'cpu')) {
    return `${what}; try executionProviders: ['cpu']`;
  }
  const next = others[0] ?? (['int8', 'fp32'] as const).find((variant) => variant !== weights);
  const isThere = others.length > 0;
  const where = isThere ? ', which is there too' : ` (nestvec model pull <name> --weights ${next})`;
  const attempt = `try the weights ${next}${where}`;
  if (!/protobuf|ModelProto/i.test(reason)) return `${what}; ${attempt}`;
  const damaged = `${what}; it is damaged or not a graph at all: get that file again`;
  return isThere ? `${damaged}, or ${attempt}` : damaged;
}
