import { dot, truncate } from '../vector.ts';
import { nearest } from './nearest.ts';

/** How far two embedders agree on the same contents, at one length of the embeddings. */
export interface Agreement {
  readonly dimensions: number;
  /** Cosine of the two embeddings of each content; absent between models, whose numbers mean nothing to each other, and modalities. */
  readonly cosine?: CosineSummary | undefined;
  /**
   * Part of the nearest contents that both find, each among its own embeddings: what changes for a collection that is embedded
   * again. From 0 to 1.
   */
  readonly neighbors: number;
  /**
   * The same where the second embedder's vectors are looked for among the first one's: what changes for a collection of the
   * first that the second queries. Absent where the models differ.
   */
  readonly mixedNeighbors?: number | undefined;
}

/** Cosines of many pairs. */
export interface CosineSummary {
  /** From -1 to 1. */
  readonly mean: number;
  /** One in twenty lies below. */
  readonly fifthPercentile: number;
  /** From -1 to 1. */
  readonly lowest: number;
}

/** Embeddings of the same contents by both embedders, in the same order. */
export interface EmbeddedPairs {
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
}

/** What is looked for, and among what; the same pairs where contents are looked for among themselves. */
export interface Lookup {
  readonly queries: EmbeddedPairs;
  readonly records: EmbeddedPairs;
  /** Nearest that are compared. */
  readonly neighbors: number;
  /** Whether a vector of one embedder means something among those of the other. */
  readonly isOneSpace: boolean;
}

/** Agreement at one length. */
export function agreementAt(lookup: Lookup, dimensions: number): Agreement {
  const { neighbors, isOneSpace } = lookup;
  const isAlike = lookup.queries === lookup.records;
  const queries = cut(lookup.queries, dimensions);
  const records = isAlike ? queries : cut(lookup.records, dimensions);
  const find = (from: readonly Float32Array[], among: readonly Float32Array[]): Found =>
    nearest(from, among, neighbors, isAlike);
  const own = find(queries.first, records.first);
  const alone = shareInCommon(own, find(queries.second, records.second));
  if (!isOneSpace) return { dimensions, neighbors: alone };
  const { first, second } = queries;
  const cosines = first.map((vector, i) => dot(vector, second[i] ?? vector));
  return {
    dimensions,
    cosine: isAlike ? summarize(cosines) : undefined,
    neighbors: alone,
    mixedNeighbors: shareInCommon(own, find(queries.second, records.first)),
  };
}

type Found = readonly (readonly number[])[];

function cut({ first, second }: EmbeddedPairs, dimensions: number): EmbeddedPairs {
  const short = (vector: Float32Array): Float32Array => truncate(vector, dimensions);
  return { first: first.map(short), second: second.map(short) };
}

function summarize(cosines: readonly number[]): CosineSummary {
  const sorted = cosines.toSorted((a, b) => a - b);
  const lowest = sorted[0] ?? Number.NaN;
  return {
    mean: sorted.reduce((sum, cosine) => sum + cosine, 0) / sorted.length,
    fifthPercentile: sorted[Math.floor(sorted.length / 20)] ?? lowest,
    lowest,
  };
}

/** Mean part of each list that is in the other list too. */
function shareInCommon(a: Found, b: Found): number {
  const shares = a.map((list, i) => {
    const other = new Set(b[i]);
    return list.filter((place) => other.has(place)).length / list.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
