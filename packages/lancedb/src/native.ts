import { parseInput } from '@nestvec/core/kit';
import type { ResolvedSpec, ResolvedVector } from '@nestvec/core/store';
import { z } from 'zod';
import { databaseName } from './errors.ts';

/** Kinds of index that a named vector can have. */
export type IndexKind = 'ivfFlat' | 'ivfPq' | 'ivfRq' | 'hnswSq';

/** What only LanceDB has, under `native.lancedb` of a named vector. `optimize` builds the index by it, searches read the rest. */
export interface LanceVectorOptions {
  /** Default by quantisation: `ivfFlat` for none, `hnswSq` for `int8`, `ivfRq` for `binary`. */
  readonly index?: IndexKind | undefined;
  /** Parts that the index is divided into. Default: LanceDB's choice by the number of rows. */
  readonly numPartitions?: number | undefined;
  /** Neighbors of each vector in an HNSW graph. Default 20. */
  readonly m?: number | undefined;
  /** Candidates while an HNSW graph is built. Default 300. */
  readonly efConstruction?: number | undefined;
  /** Parts that a search looks into. Default: LanceDB's choice. */
  readonly nprobes?: number | undefined;
  /** Candidates while an HNSW graph is searched; never fewer than are asked for. Default: as LanceDB decides. */
  readonly ef?: number | undefined;
  /** Rows fetched for each one wanted, whose distances are then computed from the full numbers. Default by kind of index. */
  readonly refineFactor?: number | undefined;
}

const count = z.int().positive().optional();

const schema: z.ZodType<LanceVectorOptions> = z.strictObject({
  index: z.enum(['ivfFlat', 'ivfPq', 'ivfRq', 'hnswSq']).optional(),
  numPartitions: count,
  m: count,
  efConstruction: count,
  nprobes: count,
  ef: count,
  refineFactor: count,
});

/** Checks the options of every vector. Throws `invalid-input` naming the place. */
export function checkNative(spec: ResolvedSpec): void {
  for (const [name, vector] of Object.entries(spec.vectors)) {
    nativeOf(vector, `spec.vectors.${name}.native.${databaseName}`);
  }
}

/** LanceDB's options of a named vector. */
export function nativeOf(
  { native }: ResolvedVector,
  path: string = databaseName,
): LanceVectorOptions {
  return parseInput(schema, Object.hasOwn(native, databaseName) ? native[databaseName] : {}, path);
}
