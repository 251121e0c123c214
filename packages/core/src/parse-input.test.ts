import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from './parse-input.ts';

const inner = z.strictObject({ threshold: z.number().optional() });
const schema = z.strictObject({
  filter: z.unknown().optional(),
  limit: z.number().default(10),
  delimiter: z.string().optional(),
  nested: inner.default({}).readonly(),
  byName: z.record(z.string(), inner).optional(),
  list: z.array(z.strictObject({ label: z.string() })).optional(),
});

function errorOf(input: unknown): unknown {
  try {
    return parseInput(schema, input, 'search');
  } catch (error) {
    return error;
  }
}

describe('parseInput', () => {
  it.each([
    [{ fitler: {} }, 'search: unknown option fitler; did you mean filter?', 'search.fitler'],
    [{ Limit: 1 }, 'search: unknown option Limit; did you mean limit?', 'search.Limit'],
    [
      { delimeter: ';' },
      'search: unknown option delimeter; did you mean delimiter?',
      'search.delimeter',
    ],
    [
      { nested: { treshold: 1 } },
      'search.nested: unknown option treshold; did you mean threshold?',
      'search.nested.treshold',
    ],
    [
      { byName: { a: { treshold: 1 } } },
      'search.byName.a: unknown option treshold; did you mean threshold?',
      'search.byName.a.treshold',
    ],
    [
      { list: [{ label: 'a', lable: 'b' }] },
      'search.list.0: unknown option lable; did you mean label?',
      'search.list.0.lable',
    ],
    [
      { colour: 'red' },
      'search: unknown option colour; the options are filter, limit, delimiter, nested, byName, list',
      'search.colour',
    ],
  ])('reports the unknown option in %j with the closest right one', (input, message, field) => {
    expect(errorOf(input)).toMatchObject({ code: 'invalid-input', message, details: { field } });
  });

  it('reports a bad value with its path', () => {
    expect(errorOf({ limit: 'many' })).toMatchObject({
      code: 'invalid-input',
      details: { field: 'search.limit' },
    });
  });
});
