import type { IngestEstimate, IngestReport } from '@nestvec/core';

/** Several runs as one. */
export function totalOf(reports: readonly IngestReport[]): IngestReport {
  const [first, ...others] = reports;
  if (first === undefined) throw new Error('there is no report to add up');
  return others.reduce(add, first);
}

/** Each count by name, so that a new one can't be left out of the sum. */
function add(a: IngestReport, b: IngestReport): IngestReport {
  return {
    read: a.read + b.read,
    written: a.written + b.written,
    failed: a.failed + b.failed,
    unchanged: a.unchanged + b.unchanged,
    resumed: a.resumed + b.resumed,
    pruned: a.pruned + b.pruned,
    spared: a.spared + b.spared,
    repeated: a.repeated + b.repeated,
    overwritten: a.overwritten + b.overwritten,
    embedded: a.embedded + b.embedded,
    reused: a.reused + b.reused,
    truncated: a.truncated + b.truncated,
    usage: {
      tokens: a.usage.tokens + b.usage.tokens,
      requests: a.usage.requests + b.usage.requests,
    },
    cost: sumOf(a.cost, b.cost),
    elapsedMs: a.elapsedMs + b.elapsedMs,
    // They ran one after the other, so what is left is the last one's.
    remainingMs: b.remainingMs,
    failures: [...a.failures, ...b.failures],
    drained: a.drained || b.drained,
    notPruned: a.notPruned ?? b.notPruned,
    notOptimized: a.notOptimized ?? b.notOptimized,
    estimate: sumOfEstimates(a.estimate, b.estimate),
  };
}

function sumOfEstimates(
  a: IngestEstimate | undefined,
  b: IngestEstimate | undefined,
): IngestEstimate | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    items: a.items + b.items,
    contents: a.contents + b.contents,
    tokens: a.tokens + b.tokens,
    cost: sumOf(a.cost, b.cost),
    storageBytes: a.storageBytes + b.storageBytes,
  };
}

/** All runs of a command are given one price, so they have one currency. */
function sumOf(a: IngestReport['cost'], b: IngestReport['cost']): IngestReport['cost'] {
  if (a === undefined || b === undefined) return a ?? b;
  return { amount: a.amount + b.amount, currency: a.currency };
}
