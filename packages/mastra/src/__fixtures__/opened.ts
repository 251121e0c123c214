import type { FieldType } from '@nestvec/core';
import { newCollection, type TestStore } from '@nestvec/testkit/server';
import { NestvecVector } from '../nestvec-vector.ts';

/** Fields that the cases filter by. */
const fields: Readonly<Record<string, FieldType>> = {
  name: 'string',
  category: 'string',
  status: 'string',
  source_id: 'string',
  tenant: 'string',
  env: 'string',
  thread_id: 'string',
  resource_id: 'string',
  description: 'string',
  price: 'number',
  rating: 'number',
  version: 'number',
  index: 'number',
  available: 'boolean',
  marked: 'boolean',
  tags: 'string[]',
};

/** Numbers of a vector in the cases. */
export const dimension = 8;

/** A vector store over one database, and what makes indexes in it. */
export interface Opened {
  readonly vector: NestvecVector;
  /** Makes an index, which `close` removes, and gives its name. */
  readonly create: () => Promise<string>;
  /** A name of which there is no index. */
  readonly unusedName: () => string;
  readonly close: () => Promise<void>;
}

/** Opens a database as the cases need it. */
export function openDatabase(
  open: Exclude<TestStore['open'], string>,
  list: TestStore['list'],
): Opened {
  const vector = new NestvecVector({ id: 'cases', open, list, fields });
  const made: string[] = [];
  return {
    vector,
    unusedName: newIndexName,
    async create() {
      const indexName = newIndexName();
      made.push(indexName);
      await vector.createIndex({ indexName, dimension });
      return indexName;
    },
    async close() {
      for (const indexName of made) await vector.deleteIndex({ indexName });
      await vector.close();
    },
  };
}

/** A name of an index that no one else uses. Weaviate would make a first small letter a capital one. */
export function newIndexName(): string {
  return newCollection().replace(/^./, (first) => first.toUpperCase());
}

/** A vector that differs from that of every other seed. */
export function vectorOf(seed: number): number[] {
  return Array.from({ length: dimension }, (_, i) => Math.sin((seed + 1) * (i + 1) * 0.7) + 0.01 * i);
}
