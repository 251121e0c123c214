import { aliasCases } from './alias-cases.ts';
import { memoryDatabase } from './memory/memory-database.ts';
import { memoryStore } from './memory/memory-store.ts';

const database = memoryDatabase();

aliasCases({
  name: 'memory',
  open: (collection) => memoryStore({ collection, database }),
  async point(alias, name) {
    const collection = database.collections.get(name);
    if (collection !== undefined) database.collections.set(alias, collection);
  },
  async removeAlias(alias) {
    database.collections.delete(alias);
  },
});
