import { type ImageProblem, NestvecError } from '../errors.ts';

/** An `image` error; `source` is what `describeImage` made of the input. */
export function imageError(
  source: string,
  reason: ImageProblem,
  problem: string,
  cause?: unknown,
): NestvecError<'image'> {
  return new NestvecError('image', `${source}: ${problem}`, { source, reason }, { cause });
}
