import type { FieldType } from '../spec/spec.ts';

/** A value that a field is compared to, as adapters see it; datetimes are epoch milliseconds. */
export type FilterValue = string | number | boolean;

/** What every field can be asked. */
interface Equality<Operand> {
  readonly $eq?: Operand | null;
  readonly $ne?: Operand | null;
  readonly $in?: readonly Operand[];
  readonly $nin?: readonly Operand[];
  /** Whether the field has at least one non-null value; `[]` counts as missing. */
  readonly $exists?: boolean;
}

interface Bounds<Operand> {
  readonly $gt?: Operand;
  readonly $gte?: Operand;
  readonly $lt?: Operand;
  readonly $lte?: Operand;
}

interface Elements<Operand> {
  /** Every value is among the elements of an array field. */
  readonly $all?: readonly Operand[];
}

interface Beginning {
  /** The text, or an element of an array, begins with it, code point for code point; `capabilities.startsWith` says where. */
  readonly $startsWith?: string;
}

/** A moment: an RFC 3339 text, a date such as `2026-01-31`, which is its midnight in UTC, or a `Date`. */
type Moment = string | Date;

/** What a field is compared to, and the operators that it can be asked, by its type. */
interface OperandsByType {
  readonly string: { readonly operand: string; readonly operators: Equality<string> & Beginning };
  readonly number: {
    readonly operand: number;
    readonly operators: Equality<number> & Bounds<number>;
  };
  readonly boolean: { readonly operand: boolean; readonly operators: Equality<boolean> };
  readonly datetime: {
    readonly operand: Moment;
    readonly operators: Equality<Moment> & Bounds<Moment>;
  };
  readonly 'string[]': {
    readonly operand: string;
    readonly operators: Equality<string> & Elements<string> & Beginning;
  };
  readonly 'number[]': {
    readonly operand: number;
    readonly operators: Equality<number> & Elements<number>;
  };
}

/** A condition on a field of one type. A bare value means `$eq`; `null` means that the field is missing. */
export type ConditionOn<Type extends FieldType> =
  | OperandsByType[Type]['operand']
  | null
  | OperandsByType[Type]['operators'];

/** A value that a field of any type can be compared to. */
export type FilterOperand = FilterValue | Date;

/** Operators on one field; several must all hold. */
export interface FieldOperators
  extends Equality<FilterOperand>, Bounds<number | Moment>, Elements<FilterOperand>, Beginning {}

/** Name of an operator. */
export type FilterOperator = keyof FieldOperators;

/** A field with its declared type. */
export interface OnField {
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

/** Bounds and the signs that SQL has for them. */
export const boundSigns: readonly (readonly [bound: keyof RangeBounds, sign: string])[] = [
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
];

/** The tests of one field that adapters compile, and what each carries. Datetimes are epoch milliseconds. */
export interface LeafOperands {
  readonly exists: unknown;
  readonly eq: { readonly value: FilterValue };
  readonly in: { readonly values: readonly FilterValue[] };
  readonly all: { readonly values: readonly FilterValue[] };
  readonly range: { readonly bounds: RangeBounds };
  /** Of the record's text, under the field `$text`: all of them are among its words. Not empty. */
  readonly text: { readonly words: readonly string[] };
  /** Not empty; of an array, one element begins with it. */
  readonly prefix: { readonly value: string };
}

/** A test of one field of one kind. */
export type LeafOf<Op extends keyof LeafOperands> = OnField & {
  readonly op: Op;
} & LeafOperands[Op];

/** A test of one field; false on a missing one. */
export type FilterLeaf = { [Op in keyof LeafOperands]: LeafOf<Op> }[keyof LeafOperands];

/** A leaf, or its complement. */
export interface OperatorTest {
  readonly leaf: FilterLeaf;
  readonly isNegated: boolean;
}

/** How an operator is read: what it takes, of which fields it can be asked, and what it becomes. */
export type Operator = {
  /** For the table of the documentation. */
  readonly meaning: string;
  readonly fields: readonly FieldType[];
} & (
  | {
      readonly takes: 'value';
      /** Present where `null` is a value as well. */
      readonly ofNull?: (on: OnField) => OperatorTest;
      readonly read: (on: OnField, value: FilterValue) => OperatorTest;
    }
  | {
      readonly takes: 'list';
      readonly read: (on: OnField, values: readonly FilterValue[]) => OperatorTest;
    }
  | { readonly takes: 'yes-or-no'; readonly read: (on: OnField, yes: boolean) => OperatorTest }
  | { readonly takes: 'beginning'; readonly read: (on: OnField, value: string) => OperatorTest }
  /** Bounds of one field are one test, so that both hold for the same value. */
  | { readonly takes: 'bound'; readonly bound: keyof RangeBounds }
);

const single = ['string', 'number', 'boolean', 'datetime'] as const;
const arrays = ['string[]', 'number[]'] as const;
const every = [...single, ...arrays] as const;
const ordered = ['number', 'datetime'] as const;

/**
 * Every operator of the filter language. What is read, what an error lists, what the tests draw at random and what the
 * documentation shows come from here; `leafHolds` says what the tests mean, and each adapter has a table of the same keys.
 */
export const filterOperators: { readonly [Name in FilterOperator]-?: Operator } = {
  $eq: {
    meaning: 'equals the value; `null`: is missing',
    fields: every,
    takes: 'value',
    ofNull: (on) => ({ leaf: { op: 'exists', ...on }, isNegated: true }),
    read: (on, value) => ({ leaf: { op: 'eq', ...on, value }, isNegated: false }),
  },
  $ne: {
    meaning: 'does not equal the value, or is missing; `null`: is not missing',
    fields: every,
    takes: 'value',
    ofNull: (on) => ({ leaf: { op: 'exists', ...on }, isNegated: false }),
    read: (on, value) => ({ leaf: { op: 'eq', ...on, value }, isNegated: true }),
  },
  $in: {
    meaning: 'equals one of the values',
    fields: every,
    takes: 'list',
    read: (on, values) => ({ leaf: { op: 'in', ...on, values }, isNegated: false }),
  },
  $nin: {
    meaning: 'equals none of the values, or is missing',
    fields: every,
    takes: 'list',
    read: (on, values) => ({ leaf: { op: 'in', ...on, values }, isNegated: true }),
  },
  $all: {
    meaning: 'has every value among its elements',
    fields: arrays,
    takes: 'list',
    read: (on, values) => ({ leaf: { op: 'all', ...on, values }, isNegated: false }),
  },
  $gt: { meaning: 'is greater', fields: ordered, takes: 'bound', bound: 'gt' },
  $gte: { meaning: 'is greater or equal', fields: ordered, takes: 'bound', bound: 'gte' },
  $lt: { meaning: 'is less', fields: ordered, takes: 'bound', bound: 'lt' },
  $lte: { meaning: 'is less or equal', fields: ordered, takes: 'bound', bound: 'lte' },
  $startsWith: {
    meaning: 'begins with the text, exact in case',
    fields: ['string', 'string[]'],
    takes: 'beginning',
    read: (on, value) => ({ leaf: { op: 'prefix', ...on, value }, isNegated: false }),
  },
  $exists: {
    meaning: '`true`: has a value that is not null; `false`: is missing',
    fields: every,
    takes: 'yes-or-no',
    read: (on, yes) => ({ leaf: { op: 'exists', ...on }, isNegated: !yes }),
  },
};

/** One function for each kind of leaf: the compiler finds the one that a new operator lacks. */
export type LeafTable<Args extends readonly unknown[], Result> = {
  readonly [Op in keyof LeafOperands]: (leaf: LeafOf<Op>, ...args: Args) => Result;
};

/** A table as one function over all leaves. */
export function byLeaf<Args extends readonly unknown[], Result>(
  table: LeafTable<Args, Result>,
): (leaf: FilterLeaf, ...args: Args) => Result {
  return (leaf, ...args) => {
    // The function under a leaf's own name takes that leaf, which the compiler can't follow through the union.
    const compile = table[leaf.op] as (leaf: FilterLeaf, ...args: Args) => Result;
    return compile(leaf, ...args);
  };
}

/** Whether the non-null values of a field, as a list, pass a test: the meaning that every database's condition must have. */
export const leafHolds: (leaf: FilterLeaf, values: readonly FilterValue[]) => boolean = byLeaf({
  exists: (_, values) => values.length > 0,
  eq: ({ value }, values) => values.includes(value),
  in: (leaf, values) => values.some((value) => leaf.values.includes(value)),
  all: (leaf, values) => values.length > 0 && leaf.values.every((value) => values.includes(value)),
  range: ({ bounds: { gt, gte, lt, lte } }, values) =>
    values.some(
      (value) =>
        typeof value === 'number' &&
        (gt === undefined || value > gt) &&
        (gte === undefined || value >= gte) &&
        (lt === undefined || value < lt) &&
        (lte === undefined || value <= lte),
    ),
  text: ({ words }, values) => words.every((word) => values.includes(word)),
  prefix: ({ value: prefix }, values) =>
    values.some((value) => typeof value === 'string' && value.startsWith(prefix)),
});
