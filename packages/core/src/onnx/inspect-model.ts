import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import { chooseWeights } from './choose-weights.ts';
import { type ModelConfig, readConfig } from './config.ts';
import { type Side, sidesOf } from './sides.ts';
import { activationBytes } from './text-batches.ts';
import { readTower } from './tower.ts';
import { type Weights, weightsOrder } from './weights.ts';

/** What one half of a model takes, found without running it. */
export interface SideReport {
  readonly side: Side;
  /** Bytes of its weights; those of the whole file where it can't be cut in two. */
  readonly weightsBytes: number;
  /** Attentions in its graph, and how many of them were recognised, so that long ones are worked out head by head. */
  readonly attention: { readonly all: number; readonly recognised: number };
  /** Bytes that an inference takes beside the weights, at most; absent where the sizes of its layers are not known. */
  readonly workBytes?: number;
  /** Tokens of the text, or patches of the image, that `workBytes` is reckoned for. */
  readonly length?: number;
  /** Whether `workBytes` is reckoned by layers of jina-clip-v2's sizes, because the model's own are not known. */
  readonly isAssumed?: boolean;
  /** Why the half can't be loaded by itself, in which case both are kept in memory. */
  readonly together?: string;
}

/** Which model to look at. */
export interface InspectOptions {
  readonly directory: string;
  /** Default: as `onnx` chooses. */
  readonly weights?: Weights | undefined;
  /** Tokens of the text that memory is reckoned for. Default: as many as are read by default. */
  readonly maxTokens?: number | undefined;
}

const schema: z.ZodType<InspectOptions> = z.strictObject({
  directory: z.string().min(1),
  weights: z.enum(weightsOrder).optional(),
  maxTokens: z.int().positive().optional(),
});

/**
 * What each half of a model in a directory takes in memory on a CPU, and whether its attention was recognised. Reads the graph and none of
 * the weights. Throws `model` or `not-found` as `onnx` does, `invalid-input` for options.
 */
export async function inspectModel(options: InspectOptions): Promise<readonly SideReport[]> {
  const { directory, weights, maxTokens } = parseInput(schema, options, 'options');
  const config = await readConfig(directory);
  const { files } = await chooseWeights(directory, weights, config.graphs);
  const reports: SideReport[] = [];
  for (const side of sidesOf(config)) {
    const { layers, length } = sizesOf(config, side, maxTokens);
    const work = (isByHead: boolean): Pick<SideReport, 'workBytes' | 'length' | 'isAssumed'> => {
      if (layers === undefined) return {};
      const { isAssumed } = layers;
      const workBytes = activationBytes(layers, 1, length, isByHead);
      return { workBytes, length, ...(isAssumed === undefined ? {} : { isAssumed }) };
    };
    try {
      const { attention, weightsBytes, isHeadByHead } = readTower(files[side], config, side, true);
      reports.push({ side, weightsBytes, attention, ...work(isHeadByHead) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { size } = await stat(files[side]);
      const attention = { all: 0, recognised: 0 };
      const together = messageOf(error);
      reports.push({ side, weightsBytes: size, attention, ...work(false), together });
    }
  }
  return reports;
}

function sizesOf(
  { text, image }: ModelConfig,
  side: Side,
  maxTokens: number | undefined,
): { readonly layers: ModelConfig['text']['layers'] | undefined; readonly length: number } {
  if (side === 'image') return { layers: image?.layers, length: image?.layers?.patches ?? 0 };
  const read = Math.min(maxTokens ?? text.usualMaxTokens, text.maxTokens);
  return { layers: text.layers, length: text.padTo ?? read };
}
