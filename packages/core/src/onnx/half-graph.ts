import type * as ort from 'onnxruntime-node';
import { createSession } from './create-session.ts';
import type { GraphOptions, OpenSide } from './graph.ts';
import { runGraph } from './run-graph.ts';
import { outputOf, type Side } from './sides.ts';
import { halfProblem } from './signature.ts';
import { readTower } from './tower.ts';

/**
 * Opens one half of a graph, which takes that half's memory only. Throws a `RangeError` where the file can't be cut
 * in two, an error of the runtime where it refuses what was cut.
 */
export async function openHalf(
  runtime: typeof ort,
  options: GraphOptions,
  side: Side,
): Promise<OpenSide> {
  // A graphics card does all heads faster at once.
  const byHead = options.executionProviders.every((provider) => provider === 'cpu');
  const tower = readTower(options.chosen.files[side], options, side, byHead);
  const session = await createSession(runtime, options, side, tower);
  const problem = halfProblem(session, options, side);
  if (problem !== undefined) {
    await session.release();
    throw new RangeError(problem);
  }
  const { output } = outputOf(options, side);
  return {
    run: async (feeds, rows, numbers) =>
      await runGraph(session, options.directory, { feeds, output, rows, numbers }),
    isHeadByHead: tower.isHeadByHead,
    release: async () => await session.release(),
  };
}
