import type { Embedder } from '@nestvec/core';
import {
  type Agreement,
  describeIdentity,
  type EmbedderComparison,
  type ModalityComparison,
} from '@nestvec/core/compare';
import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { count, oneLine, styles } from '../text.ts';

/** Prints a comparison: a table for each way to search, the verdict, and what to do with it. */
export function printComparison(
  comparison: EmbedderComparison,
  { first, second }: { readonly first: Embedder; readonly second: Embedder },
  json: boolean,
  io: Io,
): void {
  const output = createOutput(io, json);
  const { bold, dim } = styles(io.stdout);
  output.document({
    first: first.identity,
    second: second.identity,
    ...comparison,
    failures: comparison.failures.map(({ index, by, error }) => ({
      index,
      by,
      code: error.code,
      message: oneLine(error.message),
    })),
  });
  output.line(`first   ${describeIdentity(first.identity)}`);
  output.line(`second  ${describeIdentity(second.identity)}`);
  for (const one of comparison.modalities) {
    output.line();
    for (const line of table(one)) output.line(line);
  }
  const { failures, verdict, reason, acceptNear } = comparison;
  if (failures.length > 0) {
    output.note(
      `${count(failures.length, 'content')} could not be embedded, the first: ${oneLine(failures[0]?.error.message ?? '')}`,
    );
  }
  output.line();
  output.line(`${bold(verdict)}: ${reason}`);
  output.line(dim(advice(verdict, acceptNear)));
}

function advice(verdict: EmbedderComparison['verdict'], acceptNear: readonly string[]): string {
  if (verdict === 'equal') return 'either may write to and search the same collection';
  if (verdict === 'near') {
    return `a collection of the first may be searched by the second with --accept-near ${acceptNear.join(',')}`;
  }
  return 'do not mix them in one collection: embed it again with the other one';
}

function table(comparison: ModalityComparison): readonly string[] {
  const { query, among, queries, neighbors, agreements } = comparison;
  const nouns = { text: 'text', image: 'image' };
  const head = `${count(queries, nouns[query])} among the ${nouns[among]}s, ${count(neighbors, 'neighbor')} each`;
  const columns = ['dimensions', 'cosine', 'lowest 5 %', 'neighbors', 'mixed'];
  const rows = agreements.map(cells);
  const lines = [columns, ...rows].map((row) =>
    row.map((cell, i) => cell.padStart((columns[i] ?? '').length)).join('  '),
  );
  return [head, ...lines];
}

function cells({ dimensions, cosine, neighbors, mixedNeighbors }: Agreement): readonly string[] {
  const percent = (part: number | undefined): string =>
    part === undefined ? '-' : `${(part * 100).toFixed(1)} %`;
  return [
    String(dimensions),
    cosine?.mean.toFixed(4) ?? '-',
    cosine?.fifthPercentile.toFixed(4) ?? '-',
    percent(neighbors),
    percent(mixedNeighbors),
  ];
}
