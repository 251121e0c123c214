import type { Word } from './word.ts';

/** Words that stand on one line, from left to right, whatever lies between them. */
export interface Row {
  readonly words: readonly Word[];
  readonly left: number;
  readonly right: number;
  readonly base: number;
  readonly size: number;
  /** Where a cell of a table that has several lines begins and ends, if it is a line of one. */
  readonly cell?: { readonly left: number; readonly right: number } | undefined;
}

/** How far, in sizes of the smaller letters, words of one line may stand higher or lower, as an exponent does. */
const sameLine = 0.7;

/** The rows of some words, from the top. */
export function rowsOf(words: readonly Word[]): Row[] {
  const sorted = words.toSorted((a, b) => b.base - a.base);
  const rows: Word[][] = [];
  let leads: Word[] = [];
  for (const word of sorted) {
    const near = leads.findIndex((lead) => isOneLine(lead, word));
    const lead = leads[near];
    if (lead === undefined) {
      rows.push([word]);
      leads = [...leads.slice(-3), word];
      continue;
    }
    rows[rows.length - leads.length + near]?.push(word);
    if (word.size > lead.size) leads[near] = word;
  }
  return rows.map(rowOf).sort((a, b) => b.base - a.base);
}

/** Whether two words stand on one line: most of the smaller one's height is beside the other, and they stand about as high. */
function isOneLine(a: Word, b: Word): boolean {
  const smaller = Math.min(a.size, b.size);
  if (Math.abs(a.base - b.base) > sameLine * smaller) return false;
  const top = Math.min(a.base + 0.7 * a.size, b.base + 0.7 * b.size);
  const bottom = Math.max(a.base - 0.2 * a.size, b.base - 0.2 * b.size);
  return top - bottom >= 0.45 * smaller;
}

function rowOf(words: Word[]): Row {
  words.sort((a, b) => a.left - b.left);
  let left = Infinity;
  let right = -Infinity;
  let lead = words[0];
  for (const word of words) {
    if (word.text === ' ') continue;
    left = Math.min(left, word.left);
    right = Math.max(right, word.right);
    if (lead === undefined || lead.text === ' ' || word.size > lead.size) lead = word;
  }
  return { words, left, right, base: lead?.base ?? 0, size: lead?.size ?? 0 };
}
