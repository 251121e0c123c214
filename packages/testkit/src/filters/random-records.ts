import type { Json, JsonObject, VectorRecord } from '@nestvec/core';
import type { FilterValue, RecordFields } from '@nestvec/core/store';
import type { Random } from '../data/random.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { filterFields, recordPools, valuePools } from './value-pools.ts';

/** Records whose fields are there, null, empty or missing at random. */
export function randomRecords(count: number, random: Random): VectorRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `f${String(i).padStart(3, '0')}`,
    vectors: { text: randomUnitVector(32, random) },
    metadata: randomMetadata(random),
    ...randomParts(random),
  }));
}

/** Each part is missing from some. */
function randomParts(random: Random): RecordFields {
  const { $parentId, $source, $uri } = recordPools;
  return {
    ...(random.chance(0.3) ? {} : { parentId: random.pick<string>($parentId) }),
    ...(random.chance(0.5) ? {} : { source: random.pick<string>($source) }),
    ...(random.chance(0.5) ? {} : { uri: random.pick<string>($uri) }),
  };
}

function randomMetadata(random: Random): JsonObject {
  const metadata: Record<string, Json> = { other: random.below(10) };
  for (const [field, type] of filterFields) {
    if (random.chance(0.2)) continue;
    const value = (): Json => random.pick<FilterValue>(valuePools[type]);
    if (random.chance(0.1)) metadata[field] = null;
    else if (!type.endsWith('[]')) metadata[field] = value();
    else {
      const entries = Array.from({ length: random.below(4) }, value);
      metadata[field] = random.chance(0.1) ? [null, ...entries] : entries;
    }
  }
  return metadata;
}
