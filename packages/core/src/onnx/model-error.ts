import { NestvecError } from '../errors.ts';

/** A `model` error: what is wrong with the model in a directory, and what to do. */
export function modelError(
  directory: string,
  problem: string,
  cause?: unknown,
): NestvecError<'model'> {
  const message = `the model in ${directory} can't be used: ${problem}`;
  return new NestvecError('model', message, { directory, problem }, { cause });
}
