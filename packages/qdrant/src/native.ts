import {
  nativeSettings,
  type NativeSettings,
  type ResolvedSpec,
  type ResolvedVector,
} from '@nestvec/core/store';
import { z } from 'zod';
import { databaseName } from './errors.ts';

/** Qdrant's own settings of a collection, given when it is created. */
export interface CollectionNative {
  /** Shards of the collection; left out: as the server decides. */
  readonly shardNumber?: number | undefined;
  /** Copies of each shard; left out: as the server decides. */
  readonly replicationFactor?: number | undefined;
  /** Copies that must have taken a write; left out: as the server decides. */
  readonly writeConsistencyFactor?: number | undefined;
  readonly onDiskPayload?: boolean | undefined;
  /** Kilobytes of vectors in a segment from which a graph is built. */
  readonly indexingThreshold?: number | undefined;
  /** Segments that the optimizer aims at; left out: as the server decides. */
  readonly defaultSegmentNumber?: number | undefined;
  readonly strictMode?: StrictModeNative | undefined;
}

/** Bounds for everybody who uses the collection. */
export interface StrictModeNative {
  readonly unindexedFilteringRetrieve?: boolean | undefined;
  readonly unindexedFilteringUpdate?: boolean | undefined;
  readonly maxQueryLimit?: number | undefined;
  readonly upsertMaxBatchsize?: number | undefined;
  readonly searchAllowExact?: boolean | undefined;
}

/** Qdrant's own settings of a named vector: `native: { qdrant: { … } }` in its spec. */
export interface VectorNative {
  readonly hnsw?: HnswNative | undefined;
  /** Whether the full numbers lie on disk. Default: where there is no graph. */
  readonly onDisk?: boolean | undefined;
  /** How the full numbers are kept. Default `float32`. */
  readonly datatype?: 'float32' | 'float16' | undefined;
  /** Instead of what `quantization` stands for. `product` and `turbo` have no portable name: leave `quantization` out. */
  readonly quantization?: QuantizationNative | undefined;
}

/** The graph. */
export interface HnswNative {
  /** Edges of a node; 0 builds no graph. Left out: as the server decides. */
  readonly m?: number | undefined;
  /** Candidates while the graph is built; left out: as the server decides. */
  readonly efConstruct?: number | undefined;
  /** Kilobytes of vectors below which all are compared; left out: as the server decides. */
  readonly fullScanThreshold?: number | undefined;
  /** Edges of a node in the graphs of payload values; left out: those of `m`. */
  readonly payloadM?: number | undefined;
  readonly onDisk?: boolean | undefined;
  readonly inlineStorage?: boolean | undefined;
}

/** How a vector is kept for searching. */
export type QuantizationNative =
  | { readonly kind: 'scalar'; readonly quantile?: number; readonly alwaysRam?: boolean }
  | {
      readonly kind: 'product';
      readonly compression: 'x4' | 'x8' | 'x16' | 'x32' | 'x64';
      readonly alwaysRam?: boolean;
    }
  | {
      readonly kind: 'binary';
      readonly encoding?: 'one_bit' | 'one_and_half_bits' | 'two_bits';
      readonly queryEncoding?: 'default' | 'binary' | 'scalar4bits' | 'scalar8bits';
      readonly alwaysRam?: boolean;
    }
  | {
      readonly kind: 'turbo';
      readonly bits?: 'bits1' | 'bits1_5' | 'bits2' | 'bits4';
      readonly alwaysRam?: boolean;
    };

const count = z.int().positive().optional();
const flag = z.boolean().optional();

export const collectionNativeSchema: z.ZodType<CollectionNative> = z.strictObject({
  shardNumber: count,
  replicationFactor: count,
  writeConsistencyFactor: count,
  onDiskPayload: flag,
  indexingThreshold: z.int().min(0).optional(),
  defaultSegmentNumber: count,
  strictMode: z
    .strictObject({
      unindexedFilteringRetrieve: flag,
      unindexedFilteringUpdate: flag,
      maxQueryLimit: count,
      upsertMaxBatchsize: count,
      searchAllowExact: flag,
    })
    .optional(),
});

const alwaysRam = z.boolean().exactOptional();
const vectorNativeSchema: z.ZodType<VectorNative> = z.strictObject({
  hnsw: z
    .strictObject({
      m: z.int().min(0).optional(),
      efConstruct: z.int().min(4).optional(),
      fullScanThreshold: z.int().min(10).optional(),
      payloadM: z.int().min(0).optional(),
      onDisk: flag,
      inlineStorage: flag,
    })
    .optional(),
  onDisk: flag,
  datatype: z.enum(['float32', 'float16']).optional(),
  quantization: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('scalar'),
        quantile: z.number().min(0.5).max(1).exactOptional(),
        alwaysRam,
      }),
      z.strictObject({
        kind: z.literal('product'),
        compression: z.enum(['x4', 'x8', 'x16', 'x32', 'x64']),
        alwaysRam,
      }),
      z.strictObject({
        kind: z.literal('binary'),
        encoding: z.enum(['one_bit', 'one_and_half_bits', 'two_bits']).exactOptional(),
        queryEncoding: z.enum(['default', 'binary', 'scalar4bits', 'scalar8bits']).exactOptional(),
        alwaysRam,
      }),
      z.strictObject({
        kind: z.literal('turbo'),
        bits: z.enum(['bits1', 'bits1_5', 'bits2', 'bits4']).exactOptional(),
        alwaysRam,
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
  vectorSettings.check(
    spec,
    function* problems({ hnsw, quantization }, { graph, quantization: own }) {
      if (hnsw?.m !== undefined && hnsw.m > 0 !== graph)
        yield ['hnsw', `has m ${hnsw.m}, and graph is ${graph}; make them agree`];
      const portable = quantization === undefined ? own : portableName(quantization);
      if (portable !== own)
        yield [
          'quantization',
          `is ${quantization?.kind}; set the vector's own quantization to ${portable}`,
        ];
    },
  );
}

/** What a vector with such a quantisation must call it: scalar and binary have portable names. */
function portableName({ kind }: QuantizationNative): ResolvedVector['quantization'] {
  return kind === 'scalar' ? 'int8' : kind === 'binary' ? 'binary' : 'none';
}
