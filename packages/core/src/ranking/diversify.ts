import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { Page } from '../search/page.ts';
import { dot, truncate } from '../vector.ts';

/** Each hit up to the end of the page is compared to the whole list; so many comparisons of 1,024 numbers take seconds. */
const mostComparisons = 10_000_000;

/** Checks a diversity from 0 to 1; none is 0. Throws `invalid-input`. */
export function checkedDiversity(
  diversity: unknown = 0,
  { limit, offset, depth }: Page = { limit: 0, offset: 0, depth: 0 },
): number {
  if (typeof diversity !== 'number' || !(diversity >= 0 && diversity <= 1))
    throw invalid('diversity', `must be from 0 to 1, got ${describeValue(diversity)}`);
  if (diversity > 0 && (limit + offset) * depth > mostComparisons)
    throw invalid(
      'depth',
      `is ${depth}, and limit + offset is ${limit + offset}; with diversity the two multiplied are at most ${mostComparisons}`,
    );
  return diversity;
}

/** As much of an entry as diversity looks at. */
export interface Diverse {
  /** What ordered the list so far. */
  readonly fused: number;
  /** Unit vector; of an entry without one nothing is known to be similar. */
  readonly vector: Float32Array | undefined;
}

/**
 * The first `wanted` of a list by maximal marginal relevance (Carbonell and Goldstein 1998): the best entry, then again and again the
 * one of highest (1 − diversity) × relevance − diversity × similarity to the most similar one that was taken. Relevance is the part of
 * the best `fused`, and not a cosine, which says little beside one of another modality; similarity is the cosine. Equal ones keep the order of the list. More wanted is a longer list with the same beginning.
 */
export function diversify<Entry>(
  entries: readonly Entry[],
  wanted: number,
  diversity: number,
  of: (entry: Entry) => Diverse,
): Entry[] {
  const left = relevances(entries.map(of)).map(({ relevance, vector }, i) => ({
    entry: entries[i],
    relevance,
    vector,
    nearest: Number.NEGATIVE_INFINITY,
  }));
  const taken: Entry[] = [];
  for (let last: Float32Array | undefined; taken.length < wanted && left.length > 0;) {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const [i, one] of left.entries()) {
      if (last !== undefined && one.vector !== undefined)
        one.nearest = Math.max(one.nearest, similarity(one.vector, last));
      const similar = one.nearest === Number.NEGATIVE_INFINITY ? 0 : one.nearest;
      const worth = (1 - diversity) * one.relevance - diversity * similar;
      if (taken.length > 0 ? worth > most : i === 0) [best, most] = [i, worth];
    }
    const [next] = left.splice(best, 1);
    if (next?.entry !== undefined) taken.push(next.entry);
    last = next?.vector;
  }
  return taken;
}

/** From 1 for the best on; of entries that something else put first, as much as of those after them. */
function relevances(
  entries: readonly Diverse[],
): { readonly relevance: number; readonly vector: Float32Array | undefined }[] {
  let least = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { fused } of entries) {
    least = Math.min(least, fused);
    greatest = Math.max(greatest, fused);
  }
  const range = greatest - least;
  let atLeast = 0;
  return entries
    .toReversed()
    .map(({ fused, vector }) => {
      atLeast = Math.max(atLeast, range > 0 ? (fused - least) / range : 1);
      return { relevance: atLeast, vector };
    })
    .toReversed();
}

/** Cosine; of vectors of different lengths, that of their common prefix. */
function similarity(a: Float32Array, b: Float32Array): number {
  if (a.length === b.length) return dot(a, b);
  const dimensions = Math.min(a.length, b.length);
  return dot(truncate(a, dimensions), truncate(b, dimensions));
}
