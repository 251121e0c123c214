import type { EmbedderIdentity } from './identity.ts';
import type { Modality } from './models.ts';

/** How a database keeps a vector's numbers for searching: as they are, one byte each, or one bit each. */
export type Quantization = 'none' | 'int8' | 'binary';

/** All types that a declared field can have. */
export const fieldTypes: readonly FieldType[] = [
  'string',
  'number',
  'boolean',
  'datetime',
  'string[]',
  'number[]',
];

/** Type of a declared field. Arrays are declared as such. A `datetime` is an RFC 3339 string, compared to the millisecond. */
export type FieldType = 'string' | 'number' | 'boolean' | 'datetime' | 'string[]' | 'number[]';

/** What a collection is declared to be. Plain data: it can be written as JSON. */
export interface CollectionSpec {
  readonly name: string;
  readonly embedder: EmbedderIdentity;
  /** Named vectors by name. */
  readonly vectors: Readonly<Record<string, NamedVectorSpec>>;
  /** Metadata keys that can be filtered by, with their types. Default: none. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Whether records belong to tenants, which never see each other. Default: false. */
  readonly tenants?: boolean | undefined;
  /** Whether records are found by the words of their texts as well, where `capabilities.words` says so. Default: false. */
  readonly keyword?: boolean | undefined;
  /** By which rules the words were cut, with `keyword`. Default: those of this process; a collection that has others is searched by words after a plan. */
  readonly cutter?: string | undefined;
}

/** One named vector as declared. */
export interface NamedVectorSpec {
  readonly modality: Modality;
  /** Prefix length kept of the full embedding. Default: all of it. */
  readonly dimensions?: number | undefined;
  /** Default: `none`. */
  readonly quantization?: Quantization | undefined;
  /**
   * Whether a graph (approximate index) is built over it. `auto`, the default, gives one to the smallest vector of each
   * modality and leaves larger ones flat: they only rescore candidates.
   */
  readonly graph?: boolean | 'auto' | undefined;
  /** Options of one database, by the database's name, checked by its adapter. */
  readonly native?: Readonly<Record<string, unknown>> | undefined;
}

/** A spec with every default filled in; the only form that travels inside. */
export interface ResolvedSpec {
  readonly name: string;
  readonly embedder: EmbedderIdentity;
  readonly vectors: Readonly<Record<string, ResolvedVector>>;
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly tenants: boolean;
  readonly keyword: boolean;
  /** Present with `keyword`. */
  readonly cutter?: string | undefined;
}

/** One named vector with every default filled in. */
export interface ResolvedVector {
  readonly modality: Modality;
  readonly dimensions: number;
  readonly quantization: Quantization;
  readonly graph: boolean;
  readonly native: Readonly<Record<string, unknown>>;
}
