import type { Hit } from './hit.ts';

/** The usual constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009). */
const rankConstant = 60;

/**
 * Merges lists whose scores can't be compared, by reciprocal rank: each list adds 1 / (60 + rank) to its hits. A hit of several
 * lists is taken from the one that ranks it best. Equal sums are ordered by id.
 */
export function fuseByRank<H extends Pick<Hit, 'id'>>(lists: readonly (readonly H[])[]): H[] {
  const fused = new Map<string, { hit: H; rank: number; sum: number }>();
  for (const list of lists) {
    for (const [i, hit] of list.entries()) {
      const rank = i + 1;
      const known = fused.get(hit.id);
      if (known === undefined) {
        fused.set(hit.id, { hit, rank, sum: 1 / (rankConstant + rank) });
        continue;
      }
      known.sum += 1 / (rankConstant + rank);
      if (rank < known.rank) {
        known.hit = hit;
        known.rank = rank;
      }
    }
  }
  return [...fused.values()]
    .sort((a, b) => b.sum - a.sum || (a.hit.id < b.hit.id ? -1 : 1))
    .map(({ hit }) => hit);
}
