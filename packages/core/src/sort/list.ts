import type { Filter } from '../filter/types.ts';
import type { VectorRecord } from '../record/record.ts';
import type { Include } from '../search/search.ts';

/** What a list is ordered by. */
export interface SortBy<Field extends string = string> {
  /** A declared field of type `number` or `datetime`. */
  readonly field: Field;
  /** Default `asc`: the smallest or earliest first. */
  readonly direction?: 'asc' | 'desc' | undefined;
}

/** What `Store.list` takes. */
export interface ListRequest {
  readonly sort: SortBy;
  readonly filter?: Filter | undefined;
  /** Records of a page. Default 10, at most `limits.candidates`. */
  readonly limit?: number | undefined;
  /** `cursor` of the page before, which names a value and an id, so that it holds also where records come and go. Default: the first page. */
  readonly after?: string | undefined;
  /** Default: all but vectors. */
  readonly include?: Include | undefined;
}

/** A page of a sorted list. */
export interface ListPage {
  readonly records: readonly VectorRecord[];
  /** To go on after this page; absent at the end. */
  readonly cursor?: string | undefined;
}
