import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { EmbedderIdentity } from './identity.ts';
import { modelFacts } from './models.ts';

/**
 * A prefix length that a model's vectors may be kept in; all of it where none is given. An unknown model's can only be kept whole.
 * Throws `invalid-input` naming `path`.
 */
export function checkedDimensions(
  given: number | undefined,
  { model, dimensions: whole }: Pick<EmbedderIdentity, 'model' | 'dimensions'>,
  path: string,
): number {
  const dimensions = given ?? whole;
  const smallest = modelFacts(model)?.smallestDimensions ?? whole;
  if (Number.isInteger(dimensions) && dimensions >= smallest && dimensions <= whole)
    return dimensions;
  const got = describeValue(dimensions);
  throw invalid(
    path,
    smallest === whole
      ? `${model} can't be shortened; use ${whole}, got ${got}`
      : `${model} takes ${smallest} to ${whole}, got ${got}`,
  );
}
