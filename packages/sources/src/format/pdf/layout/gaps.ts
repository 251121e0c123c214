import type { Row } from './rows.ts';

/** An empty strip from top to bottom. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Where a row has nothing that is at least so wide, from the far left to the far right. */
export function gapsOf({ words }: Row, least: number): Gap[] {
  const gaps: Gap[] = [];
  let from = -Infinity;
  for (const { text, left, right } of words) {
    if (text === ' ') continue;
    if (left - from >= least) gaps.push({ from, to: left });
    from = Math.max(from, right);
  }
  gaps.push({ from, to: Infinity });
  return gaps;
}

/** What a gap has in common with others, as far as that is so wide. */
export function meet(gap: Gap, others: readonly Gap[], least: number): Gap[] {
  const both: Gap[] = [];
  for (const other of others) {
    const from = Math.max(gap.from, other.from);
    const to = Math.min(gap.to, other.to);
    if (to - from >= least) both.push({ from, to });
  }
  return both;
}
