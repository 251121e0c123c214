/** A value that a field can be compared to. A datetime is an RFC 3339 string. */
export type FilterValue = string | number | boolean;

/**
 * Which records to look at: JSON, with one meaning in every database. Keys are declared fields; several keys must all hold.
 *
 * ```json
 * { "category": "shoes", "price": { "$gte": 10, "$lt": 50 }, "$or": [{ "brand": "x" }, { "stock": { "$exists": true } }] }
 * ```
 *
 * Null equals missing. `$eq`, `$in`, `$all` and ranges are false where the field is missing; `$ne`, `$nin` and `$not` are
 * exact complements, so they are true there. On an array field, `$eq` and `$in` ask for any element. `{}` holds for
 * every record, `{ "$or": [] }` for none.
 */
export interface Filter {
  readonly $and?: readonly Filter[] | undefined;
  readonly $or?: readonly Filter[] | undefined;
  readonly $not?: Filter | undefined;
  readonly [field: string]: FieldCondition | readonly Filter[] | Filter | undefined;
}

/** A bare value means `$eq`; `null` means that the field is missing. */
export type FieldCondition = FilterValue | null | FieldOperators;

/** Operators on one field; several must all hold. */
export interface FieldOperators {
  readonly $eq?: FilterValue | null | undefined;
  readonly $ne?: FilterValue | null | undefined;
  readonly $in?: readonly FilterValue[] | undefined;
  readonly $nin?: readonly FilterValue[] | undefined;
  /** Every value is among the elements of an array field. */
  readonly $all?: readonly FilterValue[] | undefined;
  readonly $gt?: number | string | undefined;
  readonly $gte?: number | string | undefined;
  readonly $lt?: number | string | undefined;
  readonly $lte?: number | string | undefined;
  /** Whether the field has at least one non-null value; `[]` counts as missing. */
  readonly $exists?: boolean | undefined;
}
