import type { Filter } from '../filter/types.ts';
import type { DeclaredFields } from '../spec/declared.ts';
import type { FieldType } from '../spec/spec.ts';

/** Asks how many records have each value of a `string`, `string[]` or `boolean` field. */
interface ValuesAsked {
  readonly kind: 'values';
  /** Values that come back, at most 100. Default 20. */
  readonly limit?: number | undefined;
}

/** Asks for the smallest and the largest value of a `number` or `datetime` field. */
interface RangeAsked {
  readonly kind: 'range';
}

type AskedOf<Type extends FieldType> = Type extends 'string' | 'string[]' | 'boolean'
  ? ValuesAsked
  : Type extends 'number' | 'datetime'
    ? RangeAsked
    : never;

/** What is asked of each field, by its name. */
export type FacetFields<Fields extends DeclaredFields = DeclaredFields> =
  string extends keyof Fields
    ? { readonly [name: string]: ValuesAsked | RangeAsked | undefined }
    : { readonly [Name in keyof Fields]?: AskedOf<Fields[Name]> | undefined };

/** What `Store.facets` takes. */
export interface FacetRequest {
  readonly filter?: Filter | undefined;
  readonly fields: FacetFields;
}

/** How many records have each value. A record counts once for each of its values; one without a value counts for none. */
export interface ValuesFacet {
  readonly kind: 'values';
  /** The most frequent first, equally frequent ones by value. */
  readonly values: readonly { readonly value: string | boolean; readonly count: number }[];
  /** Whether all counts are exact. */
  readonly exact: boolean;
  /** Whether there are values beyond these. */
  readonly more: boolean;
}

/** What the values of a field lie between; both are null where no record has one. A datetime is a text, in UTC. */
export interface RangeFacet {
  readonly kind: 'range';
  readonly min: number | string | null;
  readonly max: number | string | null;
  /** Records that have a value. */
  readonly count: number;
}

/** The facet of each field that was asked for. */
export type Facets = Readonly<Record<string, ValuesFacet | RangeFacet>>;
