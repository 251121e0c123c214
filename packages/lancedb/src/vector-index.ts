import type { Quantization, ResolvedVector } from '@nestvec/core/store';
import type { VectorQuery } from '@lancedb/lancedb';
import type { LanceModule } from './client.ts';
import { type IndexKind, nativeOf } from './native.ts';

/** An index as LanceDB takes it. */
export type IndexConfig = ReturnType<LanceModule['Index']['ivfFlat']>;

/** How an index of one kind is searched. */
interface Kind {
  /**
   * `dot` and squared Euclidean distance order unit vectors like the cosine, and unlike LanceDB's cosine they give one scale
   * with every index. HNSW_SQ over `dot` finds hardly anything in 0.31 (recall 0.00 where `l2` gives 0.99).
   */
  readonly distanceType: 'dot' | 'l2';
  /** Enough for a recall of 0.95 and more over 50,000 random vectors of 64 dimensions; see the package's README. */
  readonly refineFactor: number | undefined;
}

const kinds: Readonly<Record<IndexKind, Kind>> = {
  ivfFlat: { distanceType: 'dot', refineFactor: undefined }, // its distances are those of the full numbers
  ivfPq: { distanceType: 'dot', refineFactor: 16 },
  ivfRq: { distanceType: 'dot', refineFactor: 32 },
  hnswSq: { distanceType: 'l2', refineFactor: 16 },
};

const kindOfQuantization: Readonly<Record<Quantization, IndexKind>> = {
  none: 'ivfFlat',
  int8: 'hnswSq',
  binary: 'ivfRq',
};

/** The index that a named vector is declared to have. */
export function vectorIndex(vector: ResolvedVector, { Index }: LanceModule): IndexConfig {
  const { numPartitions, m, efConstruction } = nativeOf(vector);
  const kind = kindOf(vector);
  const options = {
    distanceType: kinds[kind].distanceType,
    ...(numPartitions === undefined ? {} : { numPartitions }),
  };
  switch (kind) {
    case 'ivfFlat':
      return Index.ivfFlat(options);
    case 'ivfPq':
      return Index.ivfPq(options);
    case 'ivfRq':
      return Index.ivfRq(options);
    case 'hnswSq':
      return Index.hnswSq({
        ...options,
        ...(m === undefined ? {} : { m }),
        ...(efConstruction === undefined ? {} : { efConstruction }),
      });
  }
}

/** How a named vector is searched. */
export interface Aim {
  /** Whether every row is compared. */
  readonly exact: boolean;
  /** Makes a query for `limit` rows use the index, or compare every row. */
  readonly prepare: (query: VectorQuery, limit: number) => void;
  /** The cosine of two unit vectors that such a query finds this far apart. */
  readonly similarity: (distance: number) => number;
}

/** The way to search a named vector with or without its index. */
export function aimAt(vector: ResolvedVector | undefined, isIndexed: boolean): Aim {
  if (!isIndexed || vector === undefined) {
    return {
      exact: true,
      prepare: (query) => void query.distanceType('dot').bypassVectorIndex(),
      similarity: (distance) => 1 - distance,
    };
  }
  const { distanceType, refineFactor: usual } = kinds[kindOf(vector)];
  const { nprobes, ef, refineFactor = usual } = nativeOf(vector);
  return {
    exact: false,
    prepare(query, limit) {
      query.distanceType(distanceType);
      if (refineFactor !== undefined) query.refineFactor(refineFactor);
      if (nprobes !== undefined) query.nprobes(nprobes);
      if (ef !== undefined) query.ef(Math.max(ef, limit * (refineFactor ?? 1))); // LanceDB rejects fewer
    },
    similarity: (distance) => 1 - (distanceType === 'l2' ? distance / 2 : distance),
  };
}

function kindOf(vector: ResolvedVector): IndexKind {
  return nativeOf(vector).index ?? kindOfQuantization[vector.quantization];
}
