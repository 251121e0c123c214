import type { WeaviateFilter } from './filter.ts';

/** What is asked of a server, in whichever way: REST for the schema, gRPC or the user's client for data. */
export interface WeaviateApi {
  meta(): Promise<unknown>;
  /** Every class: a list of objects with `class` and `description`. */
  listClasses(): Promise<unknown>;
  getClass(name: string): Promise<unknown>;
  createClass(config: Settings): Promise<void>;
  setDescription(name: string, description: string): Promise<void>;
  /** Adds a named vector. Where there is one of that name, nothing happens. */
  addVector(name: string, vector: string, config: VectorConfig): Promise<void>;
  /** Changes settings of a named vector's index. */
  setVectorIndex(name: string, vector: string, config: VectorConfig): Promise<void>;
  /** Takes a named vector away, from every object. Of one that is going already nothing. */
  dropVector(name: string, vector: string): Promise<void>;
  deleteClass(name: string): Promise<void>;
  /** Every alias: a list of objects with `alias` and `class`. */
  listAliases(): Promise<unknown>;
  getAlias(alias: string): Promise<unknown>;
  /** Rejects where there is one of that name. */
  createAlias(alias: string, name: string): Promise<void>;
  /** Leads an alias that is there to another class, in one step. */
  setAlias(alias: string, name: string): Promise<void>;
  /** Of one that is not there nothing. */
  deleteAlias(alias: string): Promise<void>;
  addProperty(name: string, property: Settings): Promise<void>;
  listTenants(name: string): Promise<unknown>;
  /** Deletes a tenant with its objects; of one that is not there nothing. */
  deleteTenant(name: string, tenant: string): Promise<void>;
  /** Objects of a place; for a tenant that never wrote, an empty list. */
  search(place: ObjectPlace, query: ObjectQuery): Promise<StoredObject[]>;
  count(place: ObjectPlace, filter: WeaviateFilter | undefined): Promise<number>;
  /** Values of a property of texts or booleans and how many objects have each, at most `limit` of them: which ones is chance. */
  countValues(
    place: ObjectPlace,
    property: string,
    limit: number,
    filter: WeaviateFilter | undefined,
  ): Promise<readonly ValueCount[]>;
  /** Deletes at most 10,000 objects. */
  deleteMany(place: ObjectPlace, filter: WeaviateFilter): Promise<Deletion>;
  /** Changes vectors of an object and nothing else; says whether it is there. */
  setVectors(place: ObjectPlace, id: string, vectors: Vectors): Promise<boolean>;
  close(): Promise<void>;
}

/** Settings as the server's interface names them. */
export type Settings = Readonly<Record<string, unknown>>;

/** How a named vector is kept, as the server's interface names it. */
export interface VectorConfig {
  readonly vectorizer: Settings;
  readonly vectorIndexType: string;
  readonly vectorIndexConfig: Settings;
}

/** Vectors by the names that they have there; '' is the unnamed one. */
export type Vectors = Readonly<Record<string, Float32Array>>;

/** What lies beside an object's vectors. */
export type Properties = Readonly<Record<string, unknown>>;

/** Where objects are. */
export interface ObjectPlace {
  readonly class: string;
  readonly tenant: string | undefined;
  /** How many replicas must have answered. */
  readonly consistency: Consistency | undefined;
}

/** How many replicas of an object must answer. */
export type Consistency = 'ONE' | 'QUORUM' | 'ALL';

/** Which objects, in which order, and which parts of them. */
export interface ObjectQuery {
  /** Always given: without it, and for 0, the server takes 10. */
  readonly limit: number;
  readonly filter?: WeaviateFilter | undefined;
  /** Objects beyond this id, in the order of ids. */
  readonly after?: string | undefined;
  readonly byId?: boolean | undefined;
  /** Objects in the order of a property; those that lack it may be left out. */
  readonly sort?: { readonly property: string; readonly ascending: boolean } | undefined;
  /** The nearest by the vector of that name. */
  readonly near?: { readonly target: string; readonly vector: Float32Array } | undefined;
  /** The best by words in a property. */
  readonly words?: { readonly text: string; readonly property: string } | undefined;
  readonly properties: readonly string[];
  readonly vectors: readonly string[];
}

/** An object as it is written. */
export interface NewObject {
  readonly id: string;
  readonly vectors: Vectors;
  readonly properties: Properties;
}

/** An object as it is read: the parts that were asked for. */
export interface StoredObject extends NewObject {
  /** Of a search by vectors: 1 − cosine. */
  readonly distance?: number | undefined;
  /** Of a search by words. */
  readonly score?: number | undefined;
}

/** A value and how many objects have it. */
export type ValueCount = readonly [value: string | boolean, count: number];

/** What came of a deletion. */
export interface Deletion {
  readonly matches: number;
  readonly successful: number;
  readonly failed: number;
}
