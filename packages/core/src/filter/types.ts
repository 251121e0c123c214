import type { FieldOperators, FilterValue } from './operators.ts';

/**
 * Which records to look at: JSON, with one meaning in every database. Keys are declared fields; several keys must all hold.
 *
 * ```json
 * { "category": "shoes", "price": { "$gte": 10, "$lt": 50 }, "$or": [{ "brand": "x" }, { "stock": { "$exists": true } }] }
 * ```
 *
 * `$id`, `$parentId`, `$source` and `$uri` ask for those parts of a record, as strings: `{ "$parentId": "doc.md" }`. A declared field
 * `source` is another thing than `$source`.
 *
 * Null equals missing. `$eq`, `$in`, `$all` and ranges are false where the field is missing; `$ne`, `$nin` and `$not` are
 * exact complements, so they are true there. On an array field, `$eq` and `$in` ask for any element. `{}` holds for
 * every record, `{ "$or": [] }` for none. `undefined` is refused: it is more often a lost value than an intention.
 */
export type Filter = FilterGroups & FieldConditions;

/** Filters combined. */
export interface FilterGroups {
  readonly $and?: readonly Filter[];
  readonly $or?: readonly Filter[];
  readonly $not?: Filter;
}

/** Conditions by field. A type of its own, since an index beside optional keys would have to let `undefined` in. */
export interface FieldConditions {
  readonly [field: string]: FieldCondition | readonly Filter[] | Filter;
}

/** A bare value means `$eq`; `null` means that the field is missing. */
export type FieldCondition = FilterValue | null | FieldOperators;
