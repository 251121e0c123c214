import { pineconeLimits as limits } from './limits.ts';
import { badRequest } from './refusal.ts';
import type { FakeMetadata } from './wire.ts';

type Scalar = string | number | boolean;
/** Whether metadata passes a filter. */
export type Test = (metadata: FakeMetadata) => boolean;

/** What the documentation leaves open, to be tried both ways. */
export interface FilterReading {
  /** Whether `$ne` and `$nin` hold where the field is missing. */
  readonly missingIsUnequal: boolean;
}

/** Reads a filter; refuses whatever the documentation does not promise for metadata of vectors. */
export function readFilter(filter: unknown, reading: FilterReading): Test {
  const entries = entriesOf(filter, 'a filter');
  if (entries.length === 0) throw badRequest('a filter must hold at least one condition');
  const tests = entries.map(([key, value]) => readEntry(key, value, reading));
  return (metadata) => tests.every((test) => test(metadata));
}

function readEntry(key: string, value: unknown, reading: FilterReading): Test {
  if (key === '$and' || key === '$or') {
    if (!Array.isArray(value) || value.length === 0)
      throw badRequest(`${key} must be a list of at least one filter`);
    const tests = value.map((entry) => readFilter(entry, reading));
    return key === '$and'
      ? (metadata) => tests.every((test) => test(metadata))
      : (metadata) => tests.some((test) => test(metadata));
  }
  if (key.startsWith('$')) throw badRequest(`${key} is not an operator between filters`);
  const operators =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? entriesOf(value, key)
      : [['$eq', value] as const];
  if (operators.length === 0) throw badRequest(`the condition on ${key} is empty`);
  const tests = operators.map(([operator, operand]) => readOperator(operator, operand, reading));
  return (metadata) => {
    const stored = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    return tests.every((test) => test(stored));
  };
}

type Stored = FakeMetadata[string] | undefined;

function readOperator(
  operator: string,
  operand: unknown,
  { missingIsUnequal }: FilterReading,
): (stored: Stored) => boolean {
  switch (operator) {
    case '$eq': {
      const value = scalar(operator, operand);
      return (stored) => elements(stored).includes(value);
    }
    case '$ne': {
      const value = scalar(operator, operand);
      return (stored) =>
        stored === undefined ? missingIsUnequal : !elements(stored).includes(value);
    }
    case '$in': {
      const values = list(operator, operand);
      return (stored) => elements(stored).some((value) => values.has(value));
    }
    case '$nin': {
      const values = list(operator, operand);
      return (stored) =>
        stored === undefined
          ? missingIsUnequal
          : !elements(stored).some((value) => values.has(value));
    }
    case '$exists':
      if (typeof operand !== 'boolean') throw badRequest('$exists takes true or false');
      return (stored) => (stored !== undefined) === operand;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte': {
      if (typeof operand !== 'number') throw badRequest(`${operator} takes a number`);
      return (stored) => typeof stored === 'number' && isWithin(operator, stored, operand);
    }
    default:
      throw badRequest(`${operator} is not a supported operator`);
  }
}

function isWithin(
  operator: '$gt' | '$gte' | '$lt' | '$lte',
  stored: number,
  bound: number,
): boolean {
  if (operator === '$gt') return stored > bound;
  if (operator === '$gte') return stored >= bound;
  return operator === '$lt' ? stored < bound : stored <= bound;
}

function elements(stored: Stored): readonly Scalar[] {
  if (stored === undefined) return [];
  return typeof stored === 'object' ? stored : [stored];
}

function scalar(operator: string, operand: unknown): Scalar {
  if (typeof operand === 'string' || typeof operand === 'number' || typeof operand === 'boolean')
    return operand;
  throw badRequest(`${operator} takes a string, a number or a boolean`);
}

function list(operator: string, operand: unknown): ReadonlySet<Scalar> {
  if (!Array.isArray(operand) || operand.length === 0)
    throw badRequest(`${operator} takes a list of at least one value`);
  if (operand.length > limits.valuesPerCondition)
    throw badRequest(`${operator} takes at most ${limits.valuesPerCondition} values`);
  const values: readonly unknown[] = operand;
  return new Set(
    values.map((value) => {
      if (typeof value === 'string' || typeof value === 'number') return value;
      throw badRequest(`${operator} takes strings and numbers`);
    }),
  );
}

function entriesOf(value: unknown, what: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`${what} must be an object`);
  return Object.entries(value);
}
