import type * as ort from 'onnxruntime-node';
import { createSession } from './create-session.ts';
import { runGraph } from './run-graph.ts';
import type { GraphOptions, OpenSide } from './graph.ts';
import { halfProblem, inputs, outputs } from './signature.ts';
import { readTower } from './tower.ts';

/**
 * Opens one half of a combined graph, which takes that half's memory only. Throws a `RangeError` where the file can't be cut
 * in two, an error of the runtime where it refuses what was cut.
 */
export async function openHalf(
  runtime: typeof ort,
  options: GraphOptions,
  side: 'text' | 'image',
): Promise<OpenSide> {
  // A graphics card does all heads faster at once.
  const byHead = options.executionProviders.every((provider) => provider === 'cpu');
  const tower = readTower(options.chosen.file, side, byHead);
  const session = await createSession(runtime, options, tower);
  const problem = halfProblem(session, options, side);
  if (problem !== undefined) {
    await session.release();
    throw new RangeError(problem);
  }
  return {
    run: async (feed, rows) =>
      await runGraph(session, options, { [inputs[side]]: feed }, outputs[side], rows),
    isHeadByHead: tower.isHeadByHead,
    release: async () => await session.release(),
  };
}
