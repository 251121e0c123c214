import type { VectorRecord } from '@nestvec/core';
import type { Include } from '@nestvec/core/store';
import { readPoints } from './points.ts';
import type { Scope } from './scope.ts';

/** Keeps one answer in bounds: with vectors, a thousand points can be tens of megabytes of JSON. */
const pointsPerRequest = { bare: 2000, withVectors: 250 };

/** Records by id; ids that are not stored are absent. Points are matched by their ids: the server may give them in any order. */
export async function readRecords(
  { api, begin, layout, collection }: Scope,
  ids: readonly string[],
  include: Include | undefined,
): Promise<Map<string, VectorRecord>> {
  const found = new Map<string, VectorRecord>();
  const keys = [...new Set(ids)].map((id) => layout.pointId(id));
  const parts = layout.parts(include);
  const size = parts.with_vector === false ? pointsPerRequest.bare : pointsPerRequest.withVectors;
  for (let start = 0; start < keys.length; start += size) {
    begin();
    const answer = await api.retrieve(collection, {
      ids: keys.slice(start, start + size),
      ...parts,
    });
    for (const point of readPoints(answer)) {
      const record = layout.fromPoint(point, include);
      found.set(record.id, record);
    }
  }
  return found;
}
