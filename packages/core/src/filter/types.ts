import type { DeclaredFields } from '../spec/declared.ts';
import type { ConditionOn, FieldOperators, FilterOperand } from './operators.ts';
import type { recordFields } from './record-fields.ts';

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
 * `{ "$text": "red shoe" }`, at the top only, asks for records whose text has all of these words, in any order, where the collection keeps
 * words (`keyword: true`) and `capabilities.textFilter` says so. It is false for a record without a text.
 *
 * Null equals missing. `$eq`, `$in`, `$all` and ranges are false where the field is missing; `$ne`, `$nin` and `$not` are
 * exact complements, so they are true there. On an array field, `$eq`, `$in` and `$startsWith` ask for any element. `{}` holds for
 * every record, `{ "$or": [] }` for none. A datetime is compared to an RFC 3339 text, to a date, which is its midnight in UTC, or to
 * a `Date`. `undefined` is refused: it is more often a lost value than an intention.
 */
export type Filter<Fields extends DeclaredFields = DeclaredFields> = string extends keyof Fields
  ? AnyFilter
  : DeclaredFilter<Fields> & TextFilter;

/** What only the top of a filter can ask. */
type TextFilter = {
  /** The record's text has all of these words, in any order; needs `keyword: true`. */
  readonly $text?: string;
};

type AnyFilter = FilterGroups & FieldConditions;

/** Filters combined. No interface, which would not fit an index of fields. */
export type FilterGroups = {
  readonly $and?: readonly AnyFilter[];
  readonly $or?: readonly AnyFilter[];
  readonly $not?: AnyFilter;
};

/** A filter on fields whose names and types are known to the compiler; it is one on any fields as well. */
type DeclaredFilter<Fields extends DeclaredFields> = {
  readonly $and?: readonly DeclaredFilter<Fields>[];
  readonly $or?: readonly DeclaredFilter<Fields>[];
  readonly $not?: DeclaredFilter<Fields>;
} & DeclaredConditions<Fields>;

/** Conditions by field. A type of its own, since an index beside optional keys would have to let `undefined` in. */
export interface FieldConditions {
  readonly [field: string]: FieldCondition | readonly AnyFilter[] | AnyFilter;
}

/** Conditions on fields whose names and types are known to the compiler, and on the record. */
type DeclaredConditions<Fields extends DeclaredFields> = {
  readonly [Name in keyof Fields]?: ConditionOn<Fields[Name]>;
} & { readonly [Name in keyof typeof recordFields]?: ConditionOn<'string'> };

/** A bare value means `$eq`; `null` means that the field is missing. */
export type FieldCondition = FilterOperand | null | FieldOperators;
