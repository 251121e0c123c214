import type { CollectionInfo } from './info.ts';
import type { FieldType, Include, VectorRecord } from '@nestvec/core';
import type { ResolvedSpec } from '@nestvec/core/store';
import type { Parts, Payload, PointId, StoredPoint } from './api.ts';
import type { Condition, LeafCompiler } from './filter.ts';

/** How records lie in a collection: in ours, or in one that someone else made. Pure. */
export interface Layout {
  /** Name of one of our vectors there. */
  vectorName(name: string): string;
  /** Id of a record's point. Throws `invalid-input` where there can be none. */
  pointId(id: string): PointId;
  /** Everything of a record but its id and vectors. */
  toPayload(record: VectorRecord): Payload;
  /** A point as a record, with the parts that were asked for. */
  fromPoint(point: StoredPoint, include: Include | undefined): VectorRecord;
  /** What to ask for, to get those parts; `undefined` stands for everything. */
  parts(include: Include | undefined): Parts;
  readonly leaf: LeafCompiler;
  /** What a tenant’s points have in common. */
  readonly scope: Condition | undefined;
  /** Whether a field can be filtered by with these payload indexes. */
  isIndexed(name: string, type: FieldType, indexes: CollectionInfo['indexes']): boolean;
}

/** The named vectors that a record is asked for; by default all of them. */
export function includedVectors(
  include: Include | undefined,
  spec: ResolvedSpec,
): readonly string[] {
  return include === undefined ? Object.keys(spec.vectors) : (include.vectors ?? []);
}
