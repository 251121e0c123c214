import { truncate, type JsonObject, type VectorRecord } from '@nestvec/core';
import { createRandom, type Random } from './random.ts';
import { randomUnitVector } from './unit-vector.ts';

/** The named vectors of `baseSpec` that one text and one image embedding give. */
function vectorsOf(
  text: Float32Array,
  image: Float32Array,
): Readonly<Record<'text' | 'text_32' | 'image' | 'image_64', Float32Array>> {
  return {
    text: truncate(text, 256),
    text_32: truncate(text, 32),
    image: truncate(image, 256),
    image_64: truncate(image, 64),
  };
}

/** A whole record of `baseSpec`; equal seeds give equal records. */
export function makeRecord(id: string, seed: number): VectorRecord {
  const random = createRandom(seed);
  return {
    id,
    vectors: vectorsOf(randomUnitVector(256, random), randomUnitVector(256, random)),
    metadata: makeMetadata(random),
    text: `text of ${id}, seed ${seed}`,
  };
}

/** `count` records with ids from `r0000` on. */
export function makeRecords(count: number, seed = 1): VectorRecord[] {
  return Array.from({ length: count }, (_, i) =>
    makeRecord(`r${String(i).padStart(4, '0')}`, seed * 100_000 + i),
  );
}

/** The same record with other metadata. */
export function withMetadata(record: VectorRecord, metadata: JsonObject): VectorRecord {
  return { ...record, metadata };
}

function makeMetadata(random: Random): JsonObject {
  return {
    color: random.pick(['red', 'green', 'blue']),
    price: random.below(1000) / 10,
    stocked: random.chance(0.5),
    made: new Date(Date.UTC(2020, random.below(60), 1)).toISOString(),
    tags: [random.pick(['new', 'old']), random.pick(['big', 'small'])],
    sizes: [random.below(10), 10 + random.below(10)],
  };
}
