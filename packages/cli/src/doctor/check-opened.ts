import { messageOf } from '@nestvec/core/kit';
import { measureModel, type ModelSpeed, verifyModel } from '@nestvec/core/onnx';
import type { EmbedderFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';
import { openEmbedder } from '../open/embedder.ts';
import { createStatusLine } from '../status-line.ts';
import { measuringOn } from './check-speed.ts';
import type { Finding } from './finding.ts';

/** How a model is looked at. */
interface Look {
  readonly isMeasured: boolean;
  readonly json: boolean;
}

/** Whether the model that the flags name works on this machine, and how fast it is. */
export async function checkOpened(
  flags: EmbedderFlags,
  { isMeasured, json }: Look,
  io: Io,
): Promise<readonly Finding[]> {
  const { signal } = io;
  const status = createStatusLine(io, json);
  try {
    const embedder = await openEmbedder(flags, io);
    try {
      const { model, weights, dimensions } = embedder.identity;
      const { passed, checks } = await verifyModel(embedder, { signal });
      const details = checks.map(({ detail }) => detail).join('; ');
      const found = `${model} in ${weights} with ${dimensions} dimensions: ${details}`;
      const fix = 'look closer with: nestvec model verify';
      if (!passed) return [{ name: 'model', found, fix }];
      if (!isMeasured) return [{ name: 'model', found }];
      const speed = await measureModel(embedder, { signal, onProgress: measuringOn(status) });
      return [
        { name: 'model', found },
        { name: 'speed', found: speedOf(speed) },
      ];
    } finally {
      await embedder.close();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    return [{ name: 'model', found: messageOf(error), fix: 'see what it says, and try again' }];
  } finally {
    status.clear();
  }
}

/** What was measured of an open model, in a sentence. */
function speedOf({ queryMs, tokensPerSecond, imageMs }: ModelSpeed): string {
  const image = imageMs === undefined ? 'takes no images' : `an image ${milliseconds(imageMs)}`;
  return `a query ${milliseconds(queryMs)}, texts ${Math.round(tokensPerSecond)} tokens/s, ${image} (measured)`;
}

/** Small models take less than one. */
function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
