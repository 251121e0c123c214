import type { VectorRecord } from '@nestvec/core';
import type { CollectionMemory } from '@nestvec/core/store';

/** What several memory stores share, as several clients share one server. */
export interface MemoryDatabase {
  readonly collections: Map<string, MemoryCollection>;
}

/** One collection: what it knows of itself, and its records by tenant and id. Without tenants, all are under `''`. */
export interface MemoryCollection {
  memory: CollectionMemory;
  readonly tenants: Map<string, Map<string, VectorRecord>>;
}

/** An empty database that lives as long as someone holds it. */
export function memoryDatabase(): MemoryDatabase {
  return { collections: new Map() };
}
