import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** The lowest score that a hit may have; all pass unless one is given. Throws `invalid-input`. */
export function checkedMinScore(minScore: unknown = -1): number {
  if (typeof minScore !== 'number' || !(minScore >= -1 && minScore <= 1))
    throw invalid('minScore', `must be from -1 to 1, got ${describeValue(minScore)}`);
  return minScore;
}
