import type { Store } from '@nestvec/core';
import { describe, expect, it } from 'vitest';
import { conformanceCases } from './cases/index.ts';
import { conformance } from './conformance.ts';
import { memoryDatabase } from './memory/memory-database.ts';
import { memoryStore } from './memory/memory-store.ts';
import { runCase } from './run-case.ts';
import { wrapStore } from './wrap-store.ts';

const database = memoryDatabase();
const open = (collection: string) => memoryStore({ collection, database });

conformance({
  name: 'memory',
  open,
  capabilities: { addVector: true, words: 'bm25', exact: true, readAfterWrite: 'immediate' },
});

describe('a memory store that can do less', () => {
  const weaker = (collection: string) =>
    memoryStore({
      collection,
      database,
      capabilities: {
        addVector: false,
        words: false,
        exact: false,
        quantization: ['none', 'int8'],
      },
      limits: { metadataBytes: 40_000, candidates: 5000 },
    });

  const concerned = Object.values(conformanceCases)
    .flat()
    .filter(({ title }) =>
      /can not|can do|limit|quantis|exact|rebuild|candidates|make no sense/.test(title),
    )
    .filter(({ needs }) => needs === undefined);

  it.each(concerned)('$title', async (one) => {
    await expect(runCase(one, { open: weaker }, 'weaker')).resolves.toBeUndefined();
  });
});

describe('conformance', () => {
  const known = 'takes an empty batch and writes nothing';

  it('refuses a deviation that names no case, has no reason, or comes twice', () => {
    const declare =
      (...deviations: { case: string; reason: string }[]) =>
      () =>
        conformance({ name: 'x', open, deviations });
    expect(declare({ case: 'takes an empty batch', reason: 'r' })).toThrow('no case is called');
    expect(declare({ case: known, reason: '' })).toThrow('has no reason');
    expect(declare({ case: known, reason: 'r' }, { case: known, reason: 'r' })).toThrow(
      'listed twice',
    );
  });

  it('waits for an eventual database after every write', async () => {
    const late = (collection: string) => eventual(open(collection));
    const [one] = conformanceCases['upsert'] ?? [];
    if (one === undefined) throw new Error('no case');
    await expect(runCase(one, { open: late }, 'eventual')).rejects.toThrow('is not stored');
    const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    await expect(runCase(one, { open: late, settle }, 'eventual')).resolves.toBeUndefined();
  });
});

/** Writes are seen a little later. */
function eventual(store: Store): Store {
  return wrapStore(store, {
    async upsert(records, options) {
      setTimeout(() => void store.upsert(records, options).catch(() => {}), 5);
    },
  });
}
