import { specialIds } from './tokenizer.ts';

/** Texts that run together, as rows of one matrix padded to the longest. */
export interface TextBatch {
  /** Positions of the rows in the input. */
  readonly positions: readonly number[];
  readonly ids: BigInt64Array;
  readonly length: number;
}

/**
 * Cuts texts into batches of similar length, longest first, so that little is spent on padding. `rows * length` of a batch
 * stays within `batchTokens`; a longer text is a batch of its own.
 */
export function textBatches(
  texts: readonly { readonly position: number; readonly ids: readonly number[] }[],
  batchTokens: number,
): readonly TextBatch[] {
  const sorted = texts.toSorted((a, b) => b.ids.length - a.ids.length || a.position - b.position);
  const batches: TextBatch[] = [];
  for (let start = 0; start < sorted.length;) {
    const length = sorted[start]?.ids.length ?? 0;
    const rows = Math.max(1, Math.floor(batchTokens / length));
    batches.push(pack(sorted.slice(start, start + rows), length));
    start += rows;
  }
  return batches;
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
