import type { Filter, VectorRecord } from '@nestvec/core';
import type { VectorSearch } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom, type Random } from '../data/random.ts';
import { makeRecord, withMetadata } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { environment } from '../environment.ts';
import { expectedSearch, type Expectation } from '../expect/oracle.ts';
import { sameHits, scoreTolerance } from '../expect/same-hits.ts';

const recordCount = 150;

/** Every option of a search together with every other. */
export const randomSearchCases: readonly ConformanceCase[] = [
  {
    title: 'gives what an exact search by core gives for random combinations of all options',
    async run({ create, spec }) {
      const store = await create();
      const random = createRandom(environment.seed);
      const records = Array.from({ length: recordCount }, (_, i) =>
        partial(makeRecord(`p${i}`, i), random),
      );
      await store.upsert(records);
      const { exact } = store.capabilities;
      for (let i = 0; i < (environment.full ? 2000 : 80); i++) {
        const request: VectorSearch = { ...randomRequest(random), exact };
        const expected = expectedSearch(records, spec(), request, store);
        if (isDelicate(request, expected)) continue;
        const { hits } = await store.search(request);
        const { vector: _, ...shown } = request;
        sameHits(
          hits,
          expected.hits,
          expected.all,
          `request ${i} of seed ${environment.seed}, ${JSON.stringify(shown)},`,
        );
      }
    },
  },
];

/** Some records lack a vector, a parent or a colour. */
function partial(record: VectorRecord, random: Random): VectorRecord {
  const vectors = Object.entries(record.vectors).filter(() => !random.chance(0.1));
  const { color, ...rest } = record.metadata;
  return {
    ...withMetadata(record, random.chance(0.2) ? rest : { ...rest, color: color ?? null }),
    vectors: Object.fromEntries(vectors),
    ...(random.chance(0.2) ? {} : { parentId: `doc${random.below(12)}` }),
  };
}

function randomRequest(random: Random): VectorSearch {
  const modality = random.pick(['text', 'image']);
  const coarse = modality === 'text' ? 'text_32' : 'image_64';
  const isRescored = random.chance(0.5);
  const limit = 1 + random.below(25);
  const offset = random.chance(0.5) ? 0 : random.below(20);
  const depth = limit + offset + random.below(60);
  const oversample = 1 + random.below(20) / 10;
  return {
    vector: randomUnitVector(256, random),
    using: isRescored ? coarse : random.pick([modality, coarse]),
    limit,
    offset,
    depth,
    ...(isRescored ? { rescore: modality, oversample } : {}),
    ...(random.chance(0.3) ? { minScore: random.below(200) / 1000 - 0.1 } : {}),
    ...(random.chance(0.4) ? { filter: randomCondition(random) } : {}),
    include: { metadata: random.chance(0.5), vectors: random.chance(0.2) ? [modality] : [] },
  };
}

function randomCondition(random: Random): Filter {
  return random.pick<Filter>([
    { color: 'red' },
    { color: { $ne: 'red' } },
    { price: { $lt: 50 } },
    { tags: { $all: ['new', 'big'] }, stocked: true },
    { $or: [{ sizes: { $in: [1, 2, 3] } }, { $not: { made: { $gte: '2022-01-01T00:00:00Z' } } }] },
  ]);
}

/** Whether rounding could decide which hits belong to the outcome. */
function isDelicate({ minScore }: VectorSearch, { all }: Expectation): boolean {
  return (
    minScore !== undefined &&
    [...all.values()].some((score) => Math.abs(score - minScore) <= scoreTolerance)
  );
}
