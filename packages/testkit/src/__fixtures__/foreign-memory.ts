import type { ForeignDatabase, ForeignStored } from '../attach/foreign.ts';
import { addForeign, memoryDatabase } from '../memory/memory-database.ts';
import { memoryStore } from '../memory/memory-store.ts';

/** Collections in memory as if someone else had made them. */
export function foreignMemory(): ForeignDatabase {
  const database = memoryDatabase();
  return {
    vectorNames: ['clip', ''],
    newId: 'x-1',
    types: { year: 'number', color: 'string', tags: 'string[]' },
    can: {
      addVector: true,
      removeVector: true,
      addField: true,
      filterById: true,
      writeBesideUnnamed: true,
      seenWithout: true,
    },
    async make(collection, { vectorName, records }) {
      const made = records.map(({ vector, values }, i) => ({
        id: `their ${i}`,
        vectors: { [vectorName]: vector },
        metadata: { ...values },
      }));
      addForeign(database, collection, { vectors: { [vectorName]: 256 }, records: made });
      return made.map(({ id }) => id);
    },
    async look(collection) {
      const { live, tenants } = database.collections.get(collection) ?? {};
      const records = [...(tenants?.get('')?.values() ?? [])].map(
        ({ id, vectors, metadata }): [string, ForeignStored] => [
          id,
          {
            vectors: Object.fromEntries(
              Object.entries(vectors).map(([name, vector]) => [name, [...vector]]),
            ),
            values: metadata,
          },
        ],
      );
      return {
        vectors: Object.fromEntries(live ?? []),
        records: Object.fromEntries(records),
      };
    },
    async remove(collection) {
      database.collections.delete(collection);
    },
    open: (collection, attach) => memoryStore({ collection, database, attach }),
  };
}
