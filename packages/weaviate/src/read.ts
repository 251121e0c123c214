import type { Include, VectorRecord } from '@nestvec/core';
import type { ObjectQuery, ObjectPlace, StoredObject } from './api.ts';
import type { WeaviateFilter } from './filter.ts';
import { isTooLong, readFailure } from './failure.ts';
import { includedVectors } from './layout.ts';
import type { Session } from './session.ts';
import type { View } from './view.ts';

const objectsPerRequest = 500;

/** Records by id; ids that are not stored are absent. */
export async function readRecords(
  view: View,
  ids: readonly string[],
  include: Include | undefined,
  begin: () => void,
): Promise<Map<string, VectorRecord>> {
  const { layout } = view;
  const found = new Map<string, VectorRecord>();
  const keys = [...new Set(ids)].map((id) => layout.objectId(id));
  const parts = partsOf(view, include);
  for (let start = 0; start < keys.length; start += objectsPerRequest) {
    const some = keys.slice(start, start + objectsPerRequest);
    for (const object of await readObjects(view, some, parts, begin)) {
      const record = layout.fromObject(object, include);
      found.set(record.id, record);
    }
  }
  return found;
}

/** Objects by their ids, in no order. Where an answer would be too long for a message, it is asked for in two halves. */
export async function readObjects(
  { session, place }: { readonly session: Session; readonly place: ObjectPlace },
  keys: readonly string[],
  parts: Pick<ObjectQuery, 'properties' | 'vectors'>,
  begin: () => void,
): Promise<readonly StoredObject[]> {
  if (keys.length === 0) return [];
  begin();
  try {
    return await session.api.search(place, {
      ...parts,
      limit: keys.length,
      filter: withIds(keys),
    });
  } catch (error) {
    if (keys.length === 1 || !isTooLong(readFailure(error).reason)) throw error;
    const half = Math.ceil(keys.length / 2);
    return [
      ...(await readObjects({ session, place }, keys.slice(0, half), parts, begin)),
      ...(await readObjects({ session, place }, keys.slice(half), parts, begin)),
    ];
  }
}

/** Objects of these ids, which are lower-case UUIDs: any others match nothing, without an error. */
export function withIds(keys: readonly string[]): WeaviateFilter {
  return { op: 'containsAny', property: '_id', value: { texts: keys } };
}

/** What to ask for, to get records with these parts. */
export function partsOf(
  { layout, spec }: Pick<View, 'layout' | 'spec'>,
  include: Include | undefined,
): Pick<ObjectQuery, 'properties' | 'vectors'> {
  return {
    properties: layout.properties(include),
    vectors: includedVectors(include, spec).map((name) => layout.vectorName(name)),
  };
}
