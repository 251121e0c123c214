import type { CollectionInfo } from './info.ts';
import type { Whole } from '@nestvec/core/store';
import type { FieldType, VectorRecord } from '@nestvec/core';
import type { Include } from '@nestvec/core/store';
import type { Parts, Payload, PointId, StoredPoint } from './api.ts';
import type { Condition, LeafCompiler } from './filter.ts';

/** Vectors to read; an empty list costs the server nearly as much as one of names. */
export function vectorsToRead(names: readonly string[]): Parts['with_vector'] {
  return names.length > 0 && names;
}

/** How records lie in a collection: in ours, or in one that someone else made. Pure. */
export interface Layout {
  /** Name of one of our vectors there. */
  readonly vectorName: (name: string) => string;
  /** Whether an id can have a point. */
  readonly isId: (id: string) => boolean;
  /** Id of a record's point. Throws `invalid-input` for an id that can't have one. */
  readonly pointId: (id: string) => PointId;
  /** Everything of a record but its id and vectors. */
  readonly toPayload: (record: VectorRecord) => Payload;
  /** A point as a record, with the parts that were asked for. */
  readonly fromPoint: (point: StoredPoint, include: Include | undefined) => VectorRecord;
  /** What to ask for, to get those parts; `undefined` stands for everything. */
  readonly parts: (include: Include | undefined, whole?: Whole) => Parts;
  readonly leaf: LeafCompiler;
  /** What a tenant’s points have in common. */
  readonly tenantCondition: Condition | undefined;
  /** Whether a field can be filtered by with these payload indexes. */
  readonly isIndexed: (
    name: string,
    type: FieldType,
    indexes: CollectionInfo['indexes'],
  ) => boolean;
}
