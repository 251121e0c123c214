import { aliasCases } from './alias-cases.ts';
import { memoryDatabase } from './memory/memory-database.ts';
import { memoryStore } from './memory/memory-store.ts';

const database = memoryDatabase();

aliasCases({
  name: 'memory',
  open: (collection) => memoryStore({ collection, database }),
});
