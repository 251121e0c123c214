import { longestAtOnce } from './head-by-head.ts';
import type { LayerSizes, TextSide } from './sides.ts';

/** Texts that run together, as rows of one matrix padded to the longest. */
export interface TextBatch {
  /** Positions of the rows in the input. */
  readonly positions: readonly number[];
  readonly ids: BigInt64Array<ArrayBuffer>;
  readonly lengths: readonly number[];
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

/** What batches are made for. */
export type BatchedSide = Pick<TextSide, 'layers' | 'padTo'> & {
  readonly tokens: Pick<TextSide['tokens'], 'pad'>;
};

/** Share of padding that a batch may hold. */
const mostPadding = 0.05;

/** A text shorter than this share of the longest does not join it, however little padding the batch holds so far. */
const leastAlike = 0.75;

/** Up to so many tokens a batch costs no more than a single short text, so its padding does not matter. */
const freeTokens = 64;

/**
 * Cuts texts into batches of similar length, longest first. A batch stays within the budget and holds at most 5 % of padding,
 * unless it is tiny or the graph takes one length only; a text that is longer than the budget allows is a batch of its own.
 */
export function textBatches(
  texts: readonly { readonly position: number; readonly ids: readonly number[] }[],
  budget: TextBudget,
  side: BatchedSide,
): readonly TextBatch[] {
  const { padTo, layers, tokens } = side;
  const sorted = texts.toSorted((a, b) => b.ids.length - a.ids.length || a.position - b.position);
  const batches: TextBatch[] = [];
  for (let start = 0; start < sorted.length;) {
    const longest = sorted[start]?.ids.length ?? 0;
    const length = padTo ?? longest;
    let end = start + 1;
    for (let own = longest; end < sorted.length; end++) {
      const next = sorted[end]?.ids.length ?? 0;
      own += next;
      const rows = end + 1 - start;
      const padded = rows * length;
      const bytes = activationBytes(layers, rows, length, budget.isByHead);
      if (padded > budget.tokens || bytes > budget.bytes) break;
      if (padTo !== undefined || padded <= freeTokens) continue;
      if (next < length * leastAlike || padded - own > padded * mostPadding) break;
    }
    batches.push(pack(sorted.slice(start, end), length, tokens.pad.id));
    start = end;
  }
  return batches;
}

/**
 * Bytes that one side takes beside its weights for `rows` texts of `length` tokens (or images of so many patches), at most: attention scores
 * three times, of all heads (16 in jina-clip-v2) or, where a long text has them one by one, of one; and four arrays of the widest layer
 * (4,096 numbers a token); all in single precision. At full size, from 512 to 8,192 tokens, int8 took 77 to 88 % of that, fp32 and fp16
 * less.
 */
export function activationBytes(
  { heads, hidden }: LayerSizes,
  rows: number,
  length: number,
  isByHead: boolean,
): number {
  const atOnce = isByHead && length > longestAtOnce ? 1 : heads;
  return rows * (3 * atOnce * length ** 2 + 4 * hidden * length) * 4;
}

/** The number of tokens, at most `most`, up to which every text stays within so many bytes. */
export function longestWithin(
  layers: LayerSizes,
  bytes: number,
  most: number,
  isByHead: boolean,
): number {
  let length = 0;
  while (length < most && activationBytes(layers, 1, length + 1, isByHead) <= bytes) length++;
  return length;
}

function pack(
  rows: readonly { readonly position: number; readonly ids: readonly number[] }[],
  length: number,
  pad: number,
): TextBatch {
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(pad));
  for (const [row, text] of rows.entries()) {
    for (const [column, id] of text.ids.entries()) ids[row * length + column] = BigInt(id);
  }
  const lengths = rows.map((row) => row.ids.length);
  return { positions: rows.map((row) => row.position), ids, lengths, length };
}
