import type { Modality } from '../spec/models.ts';
import type { Hit } from '../search/hit.ts';

/**
 * How several lists become one. `relative`: each list adds how far a hit stands between its last and its first. `rank`: each adds
 * 1 / (60 + rank), the usual constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009).
 */
export type Fusion = 'relative' | 'rank';

/** What a list is made by: vectors of one modality, or words. */
export type ListName = Modality | 'words';

/** Where a hit stands in one list. */
export interface ListPlace {
  /** From 1. */
  readonly rank: number;
  /** Cosine similarity; in the words' list what the database's full text says. */
  readonly score: number;
}

/** One list on its way into the fused one, whole and best first. */
export interface WeightedList {
  readonly name: ListName;
  readonly weight: number;
  readonly hits: readonly Hit[];
  /** Whether its scores are cosines of the full vectors of the query's own modality, so that the same content is known by them. */
  readonly tellsSame: boolean;
}

/** A hit of the fused list. */
export interface FusedHit {
  readonly hit: Hit;
  /** The list of vectors that adds most to it; `text` for one that was found by words alone. */
  readonly modality: Modality;
  /** Cosine in the list of `modality`; `undefined` for one that was found by words alone. */
  readonly score: number | undefined;
  readonly fused: number;
  readonly lists: Readonly<Partial<Record<ListName, ListPlace>>>;
  /** Whether it has the very content of the query. */
  readonly isSame: boolean;
  /** The highest share that a list gave it, which orders equal sums. */
  readonly best: number;
}

const rankConstant = 60;
/** From this cosine on two contents are the same; single precision and quantised weights leave a little less than 1. */
const sameFrom = 0.9999;

/**
 * Merges lists whose scores can't be compared, all at once. A list adds its weight times a number from 0 to 1 to each of its hits,
 * nothing to others. The same content as the query comes before all others; equal sums are ordered by the higher of these numbers,
 * then by id. A hit below `minScore` counts as not found by that list; words have no such bound.
 */
export function fuse(
  lists: readonly WeightedList[],
  fusion: Fusion,
  minScore: number = Number.NEGATIVE_INFINITY,
): FusedHit[] {
  const merged = new Map<string, Merged>();
  for (const list of lists) {
    const { name, weight, hits, tellsSame } = list;
    const shareOf = fusion === 'rank' ? rankShare : relativeShare(list);
    for (const [i, hit] of hits.entries()) {
      if (name !== 'words' && hit.score < minScore) continue;
      const share = shareOf(hit, i + 1);
      const one = merged.get(hit.id) ?? newMerged(hit);
      merged.set(hit.id, one);
      one.fused += weight * share;
      one.best = Math.max(one.best, share);
      one.lists[name] = { rank: i + 1, score: hit.score };
      if (name === 'words') continue;
      const isSame = tellsSame && hit.score >= sameFrom;
      if (isSame || (!one.isSame && weight * share > one.most)) {
        one.hit = hit;
        one.modality = name;
        one.most = weight * share;
      }
      one.isSame ||= isSame;
    }
  }
  return [...merged.values()].map(finish).sort(compareFused);
}

interface Merged {
  hit: Hit;
  modality: Modality | undefined;
  fused: number;
  /** The highest share of all lists. */
  best: number;
  /** What the list of `modality` added. */
  most: number;
  isSame: boolean;
  readonly lists: Partial<Record<ListName, ListPlace>>;
}

function newMerged(hit: Hit): Merged {
  return { hit, modality: undefined, fused: 0, best: 0, most: -1, isSame: false, lists: {} };
}

/** The order of the fused list. */
export function compareFused(a: FusedHit, b: FusedHit): number {
  return (
    Number(b.isSame) - Number(a.isSame) ||
    b.fused - a.fused ||
    b.best - a.best ||
    (a.hit.id < b.hit.id ? -1 : 1)
  );
}

/** What a list of weight 1 adds to its first hit. */
export function firstShare(fusion: Fusion): number {
  return fusion === 'rank' ? rankShare(undefined, 1) : 1;
}

function finish({ hit, modality, fused, lists, isSame, best }: Merged): FusedHit {
  const score = modality === undefined ? undefined : lists[modality]?.score;
  return { hit, modality: modality ?? 'text', score, fused, lists, isSame, best };
}

function rankShare(_hit: unknown, rank: number): number {
  return 1 / (rankConstant + rank);
}

/** From 0 for the last of a list of vectors to 1 for its first; for words, the part of the best score. */
function relativeShare({ name, hits }: WeightedList): (hit: Hit) => number {
  const best = hits[0]?.score ?? 0;
  const least = name === 'words' ? 0 : (hits.at(-1)?.score ?? 0);
  const range = best - least;
  return range > 0 ? ({ score }) => (score - least) / range : () => 1;
}
