export {
  addForeign,
  memoryDatabase,
  type ForeignCollection,
  type MemoryCollection,
  type MemoryDatabase,
} from './memory-database.ts';
export { memoryStore } from './memory-store.ts';
export type { MemoryStoreOptions } from './resolve-options.ts';
export { searchRecords } from './search-records.ts';
