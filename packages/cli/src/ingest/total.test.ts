import type { IngestReport } from '@nestvec/core';
import { describe, expect, it } from 'vitest';
import { totalOf } from './total.ts';

/** A report in which every count is `n`. */
function reportOf(n: number): IngestReport {
  const cost = { amount: n, currency: 'USD' };
  return {
    read: n,
    written: n,
    failed: n,
    unchanged: n,
    resumed: n,
    pruned: n,
    spared: n,
    repeated: n,
    overwritten: n,
    embedded: n,
    reused: n,
    truncated: n,
    usage: { tokens: n, requests: n },
    cost,
    elapsedMs: n,
    remainingMs: n,
    failures: [],
    drained: false,
    notPruned: undefined,
    notOptimized: undefined,
    estimate: { items: n, contents: n, tokens: n, cost, storageBytes: n },
  };
}

describe('the total of several runs', () => {
  it('adds up every count, the time, the cost and the estimate', () => {
    expect(totalOf([reportOf(4), reportOf(1), reportOf(2)])).toEqual({
      ...reportOf(7),
      remainingMs: 2,
    });
  });

  it('is stopped where one of them was', () => {
    expect(totalOf([{ ...reportOf(1), drained: true }, reportOf(1)]).drained).toBe(true);
  });

  it('keeps the reason why nothing was pruned', () => {
    const first = { ...reportOf(1), notPruned: 'the source gave no items' };
    expect(totalOf([first, reportOf(1)]).notPruned).toBe('the source gave no items');
  });
});
