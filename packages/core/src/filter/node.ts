import type { FieldType } from '../spec/spec.ts';

/**
 * A checked filter, as adapters compile it. `$ne`, `$nin` and `$exists: false` have become `not`, so every leaf is false
 * on a missing field and complements need care in one place only. Datetimes are epoch milliseconds.
 */
export type FilterNode =
  | { readonly op: 'and' | 'or'; readonly nodes: readonly FilterNode[] }
  | { readonly op: 'not'; readonly node: FilterNode }
  | FilterLeaf;

/** A test of one field. */
export type FilterLeaf =
  | (OnField & { readonly op: 'eq'; readonly value: string | number | boolean })
  | (OnField & {
      readonly op: 'in' | 'all';
      readonly values: readonly (string | number | boolean)[];
    })
  | (OnField & { readonly op: 'range'; readonly bounds: RangeBounds })
  | (OnField & { readonly op: 'exists' });

interface OnField {
  readonly field: string;
  readonly type: FieldType;
}

/** Bounds of one range; at least one is there. */
export interface RangeBounds {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}
