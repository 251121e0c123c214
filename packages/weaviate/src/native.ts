import {
  nativeSettings,
  type NativeSettings,
  type ResolvedSpec,
  type ResolvedVector,
} from '@nestvec/core/store';
import { z } from 'zod';
import { databaseName } from './errors.ts';

/** Weaviate's own settings of a collection, given when it is created. */
export interface CollectionNative {
  readonly replicationFactor?: number | undefined;
  /** Shards of a collection without tenants. */
  readonly shardCount?: number | undefined;
  /** Whether a write makes a tenant that is not there. Default true. */
  readonly autoTenantCreation?: boolean | undefined;
  /** Whether a call wakes a tenant that is inactive. Default true; otherwise such a call fails. */
  readonly autoTenantActivation?: boolean | undefined;
}

/** Weaviate's own settings of a named vector: `native: { weaviate: { … } }` in its spec. */
export interface VectorNative {
  /** Default: `hnsw` where there is a graph, else `flat`. */
  readonly index?: IndexNative | undefined;
  /** Instead of what `quantization` stands for. `sq`, `pq` and `rq` of 4 bits have no portable name: leave `quantization` out. */
  readonly quantization?: QuantizationNative | undefined;
}

/** How the nearest are found. */
export type IndexNative =
  | {
      readonly kind: 'hnsw';
      readonly maxConnections?: number;
      readonly efConstruction?: number;
      readonly ef?: number;
      readonly dynamicEfMin?: number;
      readonly dynamicEfMax?: number;
      readonly dynamicEfFactor?: number;
      readonly flatSearchCutoff?: number;
      readonly filterStrategy?: 'acorn' | 'sweeping';
      readonly vectorCacheMaxObjects?: number;
    }
  | { readonly kind: 'flat'; readonly vectorCacheMaxObjects?: number }
  /** Flat at first, a graph from a number of objects on. The server needs ASYNC_INDEXING for it. */
  | { readonly kind: 'dynamic'; readonly threshold?: number }
  /** On disk, with a small part in memory. */
  | {
      readonly kind: 'hfresh';
      readonly maxPostingSizeKB?: number;
      readonly replicas?: number;
      readonly searchProbe?: number;
    };

/** How a vector is kept for searching. */
export type QuantizationNative =
  | { readonly kind: 'rq'; readonly bits?: 8 | 4 | 1; readonly rescoreLimit?: number }
  | { readonly kind: 'bq'; readonly rescoreLimit?: number; readonly cache?: boolean }
  | { readonly kind: 'sq'; readonly rescoreLimit?: number; readonly trainingLimit?: number }
  | {
      readonly kind: 'pq';
      readonly segments?: number;
      readonly centroids?: number;
      readonly trainingLimit?: number;
      readonly rescoreLimit?: number;
    };

const count = z.int().positive().exactOptional();
const natural = z.int().min(0).exactOptional();

export const collectionNativeSchema: z.ZodType<CollectionNative> = z.strictObject({
  replicationFactor: z.int().positive().optional(),
  shardCount: z.int().positive().optional(),
  autoTenantCreation: z.boolean().optional(),
  autoTenantActivation: z.boolean().optional(),
});

const vectorNativeSchema: z.ZodType<VectorNative> = z.strictObject({
  index: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('hnsw'),
        maxConnections: z.int().min(4).exactOptional(),
        efConstruction: z.int().min(4).exactOptional(),
        ef: z.int().min(-1).exactOptional(),
        dynamicEfMin: count,
        dynamicEfMax: count,
        dynamicEfFactor: count,
        flatSearchCutoff: natural,
        filterStrategy: z.enum(['acorn', 'sweeping']).exactOptional(),
        vectorCacheMaxObjects: natural,
      }),
      z.strictObject({ kind: z.literal('flat'), vectorCacheMaxObjects: natural }),
      z.strictObject({ kind: z.literal('dynamic'), threshold: count }),
      z.strictObject({
        kind: z.literal('hfresh'),
        maxPostingSizeKB: count,
        replicas: count,
        searchProbe: count,
      }),
    ])
    .optional(),
  quantization: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('rq'),
        bits: z.literal([8, 4, 1]).exactOptional(),
        rescoreLimit: natural,
      }),
      z.strictObject({
        kind: z.literal('bq'),
        rescoreLimit: natural,
        cache: z.boolean().exactOptional(),
      }),
      z.strictObject({ kind: z.literal('sq'), rescoreLimit: natural, trainingLimit: count }),
      z.strictObject({
        kind: z.literal('pq'),
        segments: natural,
        centroids: count,
        trainingLimit: count,
        rescoreLimit: natural,
      }),
    ])
    .optional(),
});

/** The settings of a spec's vectors. */
export const vectorSettings: NativeSettings<VectorNative> = nativeSettings(
  databaseName,
  vectorNativeSchema,
);

/** Checks the settings of every vector. */
export function checkNative(spec: ResolvedSpec): void {
  vectorSettings.check(spec, function* problems({ index, quantization: chosen }, vector) {
    if (index !== undefined && (index.kind !== 'flat') !== vector.graph)
      yield ['index', `is ${index.kind}, and graph is ${vector.graph}; make them agree`];
    const bits = chosen !== undefined && 'bits' in chosen ? chosen.bits : 8;
    const name =
      chosen === undefined ? vector.quantization : portableQuantization(chosen.kind, bits);
    if (name !== vector.quantization)
      yield ['quantization', `is ${chosen?.kind}; set the vector's own quantization to ${name}`];
    if (index?.kind === 'hfresh' && (chosen !== undefined || name !== 'none'))
      yield ['quantization', 'is not for hfresh, which has its own; leave it out'];
    if (!vector.graph && (chosen?.kind === 'pq' || chosen?.kind === 'sq'))
      yield ['quantization', `${chosen.kind} is not for a flat index; use rq or bq`];
  });
}

/** The portable name of a kind; kinds without one count as `none`. */
export function portableQuantization(
  kind: string | undefined,
  bits: number | undefined = 8,
): ResolvedVector['quantization'] {
  if (kind === 'bq' || (kind === 'rq' && bits === 1)) return 'binary';
  return kind === 'rq' && bits === 8 ? 'int8' : 'none';
}
