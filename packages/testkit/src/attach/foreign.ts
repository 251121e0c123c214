import type { JsonObject, Store } from '@nestvec/core';
import type { AttachOptions } from '@nestvec/core/store';

/** A record as its maker thinks of it, whose database knows nothing of nestvec. */
export interface ForeignRecord {
  /** Of 256 numbers. */
  readonly vector: Float32Array;
  readonly values: ForeignValues;
}

/** What every record of someone else has beside its vector. */
export interface ForeignValues {
  readonly caption: string;
  readonly year: number;
  readonly color: string;
  readonly tags: readonly string[];
  readonly sold: boolean;
}

/** A collection to be made. */
export interface ForeignCollection {
  /** Name of its one vector, of those in `vectorNames`. */
  readonly vectorName: string;
  readonly records: readonly ForeignRecord[];
}

/** All that the database's own client sees of a collection. */
export interface ForeignView {
  /** How each vector is kept, by its name there. */
  readonly vectors: Readonly<Record<string, unknown>>;
  /** Every record by its id: its vectors by their names there, and its other values. */
  readonly records: Readonly<Record<string, ForeignStored>>;
}

/** A record as the database's own client sees it. */
export interface ForeignStored {
  readonly vectors: Readonly<Record<string, readonly number[]>>;
  readonly values: JsonObject;
}

/** How collections of someone else are made and looked at, with the database's own client and nothing of nestvec. */
export interface ForeignDatabase {
  /** Makes a collection, and gives the ids that its records have there, in their order. */
  readonly make: (collection: string, foreign: ForeignCollection) => Promise<readonly string[]>;
  readonly look: (collection: string) => Promise<ForeignView>;
  /** Removes a collection; of one that is not there nothing. */
  readonly remove: (collection: string) => Promise<void>;
  /** A store of such a collection; without `attach`, as if it were one of ours. */
  readonly open: (collection: string, attach: AttachOptions | undefined) => Store;
  /** Names that a vector can have there, each of which is tried; `''` is the unnamed one. */
  readonly vectorNames: readonly [string, ...string[]];
  /** An id of its kind that no record has. */
  readonly newId: string;
  /** What an error must call the types of these fields. */
  readonly types: Readonly<Record<'year' | 'color' | 'tags', string>>;
  readonly can: ForeignAbilities;
}

/** What a database can do with a collection of someone else. What it can't do, it must refuse. */
export interface ForeignAbilities {
  /** A plan can add a vector of ours beside theirs. */
  readonly addVector: boolean;
  /** A plan can take it away again; else applying that is `unsupported`. */
  readonly removeVector: boolean;
  /** A plan can make a field of theirs fit for filters. */
  readonly addField: boolean;
  /** Filters can ask for `$id`. */
  readonly filterById: boolean;
  /** A record can be written with their unnamed vector and one of ours; else that is `unsupported`. */
  readonly writeBesideUnnamed: boolean;
  /** A store without `attach` finds the collection under its name. */
  readonly seenWithout: boolean;
}
