import type { VectorRecord } from '@nestvec/core';
import type { CollectionMemory } from '@nestvec/core/store';

/** What several memory stores share, as several clients share one server. */
export interface MemoryDatabase {
  readonly collections: Map<string, MemoryCollection>;
  /** Other names of collections, each with the collection's own. */
  readonly aliases: Map<string, string>;
}

/** One collection: what it knows of itself, and its records by tenant and id. Without tenants, all are under `''`. */
export interface MemoryCollection {
  /** Absent from a collection that someone else made, until a plan adds something to it. */
  memory?: CollectionMemory | undefined;
  readonly tenants: Map<string, Map<string, VectorRecord>>;
  /** Of a collection that someone else made: dimensions of its vectors, by their names. */
  readonly live?: Map<string, number> | undefined;
}

/** An empty database that lives as long as someone holds it. */
export function memoryDatabase(): MemoryDatabase {
  return { collections: new Map(), aliases: new Map() };
}

/** What a user of a database has without nestvec: vectors under any names, and everything else in the metadata. */
export interface ForeignCollection {
  /** Dimensions of each vector. */
  readonly vectors: Readonly<Record<string, number>>;
  readonly records: readonly Pick<VectorRecord, 'id' | 'vectors' | 'metadata'>[];
}

/** Makes a collection as if someone else had made it, to try what `attach` does with such. */
export function addForeign(
  database: MemoryDatabase,
  name: string,
  { vectors, records }: ForeignCollection,
): void {
  database.collections.set(name, {
    tenants: new Map([['', new Map(records.map((record) => [record.id, record]))]]),
    live: new Map(Object.entries(vectors)),
  });
}
