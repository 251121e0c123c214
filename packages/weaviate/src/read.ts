import type { VectorRecord } from '@nestvec/core';
import { type Include, includedVectors } from '@nestvec/core/store';
import type { ObjectQuery, StoredObject } from './api.ts';
import type { WeaviateFilter } from './filter.ts';
import { isTooLong, readFailure } from './failure.ts';
import type { Scope } from './scope.ts';

const objectsPerRequest = 500;

/** Records by id; ids that are not stored are absent. */
export async function readRecords(
  scope: Scope,
  ids: readonly string[],
  include: Include | undefined,
): Promise<Map<string, VectorRecord>> {
  const { layout } = scope;
  const found = new Map<string, VectorRecord>();
  const keys = [...new Set(ids)].map((id) => layout.objectId(id));
  const parts = partsOf(scope, include);
  for (let start = 0; start < keys.length; start += objectsPerRequest) {
    const some = keys.slice(start, start + objectsPerRequest);
    for (const object of await readObjects(scope, some, parts)) {
      const record = layout.fromObject(object, include);
      found.set(record.id, record);
    }
  }
  return found;
}

/** Objects by their ids, in no order. Where an answer would be too long for a message, it is asked for in two halves. */
export async function readObjects(
  scope: Pick<Scope, 'api' | 'begin' | 'place'>,
  keys: readonly string[],
  parts: Pick<ObjectQuery, 'properties' | 'vectors'>,
): Promise<readonly StoredObject[]> {
  if (keys.length === 0) return [];
  scope.begin();
  try {
    return await scope.api.search(scope.place, {
      ...parts,
      limit: keys.length,
      filter: withIds(keys),
    });
  } catch (error) {
    if (keys.length === 1 || !isTooLong(readFailure(error).reason)) throw error;
    const half = Math.ceil(keys.length / 2);
    return [
      ...(await readObjects(scope, keys.slice(0, half), parts)),
      ...(await readObjects(scope, keys.slice(half), parts)),
    ];
  }
}

/** Objects of these ids, which are lower-case UUIDs: any others match nothing, without an error. */
export function withIds(keys: readonly string[]): WeaviateFilter {
  return { op: 'containsAny', property: '_id', value: { texts: keys } };
}

/** What to ask for, to get records with these parts. */
export function partsOf(
  { layout, spec }: Pick<Scope, 'layout' | 'spec'>,
  include: Include | undefined,
): Pick<ObjectQuery, 'properties' | 'vectors'> {
  return {
    properties: layout.properties(include),
    vectors: includedVectors(include, spec).map((name) => layout.vectorName(name)),
  };
}
