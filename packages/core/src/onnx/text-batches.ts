import { longestAtOnce } from './head-by-head.ts';
import { specialIds } from './tokenizer.ts';

/** Texts that run together, as rows of one matrix padded to the longest. */
export interface TextBatch {
  /** Positions of the rows in the input. */
  readonly positions: readonly number[];
  readonly ids: BigInt64Array<ArrayBuffer>;
  readonly length: number;
}

/** What one inference of texts may take. */
export interface TextBudget {
  /** Tokens, padding included. */
  readonly tokens: number;
  /** Bytes of activations, by `activationBytes`. */
  readonly bytes: number;
  /** Whether the scores of long texts are in memory one head at a time. */
  readonly isByHead: boolean;
}

/** Share of padding that a batch may hold. */
const mostPadding = 0.05;

/** A text shorter than this share of the longest does not join it, however little padding the batch holds so far. */
const leastAlike = 0.75;

/** Up to so many tokens a batch costs no more than a single short text, so its padding does not matter. */
const freeTokens = 64;

/**
 * Cuts texts into batches of similar length, longest first. A batch stays within the budget and holds at most 5 % of padding,
 * unless it is tiny; a text that is longer than the budget allows is a batch of its own.
 */
export function textBatches(
  texts: readonly { readonly position: number; readonly ids: readonly number[] }[],
  budget: TextBudget,
): readonly TextBatch[] {
  const sorted = texts.toSorted((a, b) => b.ids.length - a.ids.length || a.position - b.position);
  const batches: TextBatch[] = [];
  for (let start = 0; start < sorted.length;) {
    const length = sorted[start]?.ids.length ?? 0;
    let end = start + 1;
    for (let own = length; end < sorted.length; end++) {
      const next = sorted[end]?.ids.length ?? 0;
      own += next;
      const rows = end + 1 - start;
      const padded = rows * length;
      if (padded > budget.tokens || activationBytes(rows, length, budget.isByHead) > budget.bytes)
        break;
      if (padded <= freeTokens) continue;
      if (next < length * leastAlike || padded - own > padded * mostPadding) break;
    }
    batches.push(pack(sorted.slice(start, end), length));
    start = end;
  }
  return batches;
}

/**
 * Bytes that jina-clip-v2's text side takes beside its weights for `rows` texts of `length` tokens, at most: attention scores
 * three times, of 16 heads or, where a long text has them one by one, of one; and four arrays of 4,096 numbers a token; all in
 * single precision. At full size, from 512 to 8,192 tokens, int8 took 77 to 88 % of that, fp32 and fp16 less.
 */
export function activationBytes(rows: number, length: number, isByHead: boolean): number {
  const heads = isByHead && length > longestAtOnce ? 1 : 16;
  return rows * (3 * heads * length ** 2 + 4 * 4096 * length) * 4;
}

/** The number of tokens, at most `most`, up to which every text stays within so many bytes. */
export function longestWithin(bytes: number, most: number, isByHead: boolean): number {
  let length = 0;
  while (length < most && activationBytes(1, length + 1, isByHead) <= bytes) length++;
  return length;
}

function pack(
  rows: readonly { readonly position: number; readonly ids: readonly number[] }[],
  length: number,
): TextBatch {
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(specialIds.pad));
  for (const [row, text] of rows.entries()) {
    for (const [column, id] of text.ids.entries()) ids[row * length + column] = BigInt(id);
  }
  return { positions: rows.map((row) => row.position), ids, length };
}
