import type { Store } from '@nestvec/core';
import { conformance } from './conformance.ts';
import { memoryDatabase } from './memory/memory-database.ts';
import { memoryStore } from './memory/memory-store.ts';
import { wrapStore } from './wrap-store.ts';

const database = memoryDatabase();

/** A store that writes in a way of its own, as does the one that an alias leads to. */
function writingBy(store: Store, upsertOf: (store: Store) => Store['upsert']): Store {
  const wrapped: Store = wrapStore(store, {
    upsert: upsertOf(store),
    async resolve(options) {
      const there = await store.resolve(options);
      return there === store ? wrapped : writingBy(there, upsertOf);
    },
  });
  return wrapped;
}

// Green only because the one case that this store fails is declared, and because no other fails.
conformance({
  name: 'memory that leaves listeners behind',
  open: (collection) =>
    writingBy(memoryStore({ collection, database }), (store) => async (records, options) => {
      await store.upsert(records, options);
      options?.signal?.addEventListener('abort', () => {});
    }),
  deviations: [
    {
      case: 'listens to a signal only while it works, however often one is passed',
      reason: 'to see a deviation at work',
    },
  ],
});

// Green only because the case may fail as it is declared to.
conformance({
  name: 'memory that loses a race',
  open: (collection) =>
    writingBy(memoryStore({ collection, database }), (store) => async (records, options) => {
      const isLost = Array.isArray(records) && records.length === 3000;
      await store.upsert(isLost ? [] : records, options);
    }),
  deviations: [
    {
      case: 'takes 3,000 records in one call and loses none',
      reason: 'to see a race at work',
      race: /0 !== 3000/,
    },
  ],
});
