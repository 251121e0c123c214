import type { IngestReport } from '@nestvec/core';

/** Several runs as one. */
export function totalOf(reports: readonly IngestReport[]): IngestReport {
  const [first, ...others] = reports;
  if (first === undefined) throw new Error('there is no report to add up');
  return others.reduce(add, first);
}

function add(a: IngestReport, b: IngestReport): IngestReport {
  return {
    ...b,
    read: a.read + b.read,
    written: a.written + b.written,
    failed: a.failed + b.failed,
    unchanged: a.unchanged + b.unchanged,
    resumed: a.resumed + b.resumed,
    pruned: a.pruned + b.pruned,
    repeated: a.repeated + b.repeated,
    overwritten: a.overwritten + b.overwritten,
    embedded: a.embedded + b.embedded,
    reused: a.reused + b.reused,
    truncated: a.truncated + b.truncated,
    usage: {
      tokens: a.usage.tokens + b.usage.tokens,
      requests: a.usage.requests + b.usage.requests,
    },
    failures: [...a.failures, ...b.failures],
  };
}
