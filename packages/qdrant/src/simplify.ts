import type { Condition } from './filter.ts';

/** The three lists of a filter; `should` is absent where there are no alternatives. */
export interface Lists {
  readonly must: readonly Condition[];
  readonly should: readonly Condition[] | undefined;
  readonly mustNot: readonly Condition[];
}

/**
 * Takes out what says nothing new, so that no condition stands in two lists; `undefined` where nothing can pass. The server needs
 * this: where it finds points by the indexes of all the conditions that it sees, it takes them without looking at the lists again,
 * and a condition that is asked for in one and ruled out in another has then been ruled out in vain.
 */
export function simplify({ must, should, mustNot }: Lists): Lists | undefined {
  const asked = new Set(must.map(keyOf));
  const ruledOut = new Set(mustNot.map(keyOf));
  if (!asked.isDisjointFrom(ruledOut)) return undefined;
  if (should === undefined) return { must, should, mustNot };
  if (should.some((condition) => asked.has(keyOf(condition))))
    return { must, should: undefined, mustNot };
  const left = should.filter((condition) => !ruledOut.has(keyOf(condition)));
  const [only] = left;
  if (only === undefined) return undefined;
  return left.length === 1
    ? { must: [...must, only], should: undefined, mustNot }
    : { must, should: left, mustNot };
}

function keyOf(condition: Condition): string {
  return JSON.stringify(condition);
}
