import type { FieldType, VectorRecord } from '@nestvec/core';
import type { Include, Whole } from '@nestvec/core/store';
import type { Properties, StoredObject } from './api.ts';
import type { LeafCompiler } from './filter.ts';
import type { LiveProperty } from './info.ts';

/** How records lie in a collection: in ours, or in one that someone else made. Pure. */
export interface Layout {
  /** Name of one of our vectors there; '' is the unnamed one. */
  readonly vectorName: (name: string) => string;
  /** Whether an id can have an object. */
  readonly isId: (id: string) => boolean;
  /** Id of a record's object, a lower-case UUID. Throws `invalid-input` for an id that can't have one. */
  readonly objectId: (id: string) => string;
  /** Everything of a record but its id and vectors. */
  readonly toProperties: (record: VectorRecord) => Properties;
  /** An object as a record, with the parts that were asked for. */
  readonly fromObject: (object: StoredObject, include: Include | undefined) => VectorRecord;
  /** A stored vector at unit length; `undefined` for one without a direction. */
  readonly toUnit: (vector: Float32Array) => Float32Array | undefined;
  /** Properties to ask for, to get those parts; `undefined` stands for everything. */
  readonly properties: (include: Include | undefined, whole?: Whole) => readonly string[];
  /** Property of a declared field. */
  readonly propertyName: (field: string) => string;
  readonly leaf: LeafCompiler;
  /** Property that searches by words look into; `undefined` where the collection has no such property. */
  readonly textProperty: string | undefined;
  /** Whether a field can be filtered by, as the collection stands. */
  readonly isIndexed: (
    name: string,
    type: FieldType,
    properties: Readonly<Record<string, LiveProperty>>,
  ) => boolean;
}
