import { describe, expect, it } from 'vitest';
import { allOf, join, literal, name, numbered, raw, sql } from './sql.ts';

describe('a piece of SQL', () => {
  it('holds values as parameters, numbered in the order of the text', () => {
    const where = sql`a = ${1} AND b = ${'x'}`;
    const statement = sql`SELECT ${2} FROM t WHERE ${where} LIMIT ${3}`;
    expect(numbered(statement)).toBe('SELECT $1 FROM t WHERE a = $2 AND b = $3 LIMIT $4');
    expect(statement.values).toEqual([2, 1, 'x', 3]);
  });

  it('can begin and end with a value or a piece, and be empty', () => {
    expect(numbered(sql`${1}`)).toBe('$1');
    expect(numbered(sql`${raw('a')}${raw('b')}`)).toBe('ab');
    expect(numbered(join([], ', '))).toBe('');
    expect(numbered(join([sql`${1}`, sql`b`, sql`${2}`], ', '))).toBe('$1, b, $2');
  });

  it('refuses more values than the protocol counts', () => {
    const many = (count: number) =>
      join(
        Array.from({ length: count }, () => sql`${1}`),
        ', ',
      );
    expect(numbered(many(65_535))).toContain('$65535');
    expect(() => numbered(many(65_536))).toThrow(/filter.*65536 values.*\$in/);
  });

  it('quotes names, whatever they hold', () => {
    expect(numbered(name('Robert"; DROP TABLE x; --'))).toBe('"Robert""; DROP TABLE x; --"');
  });

  it.each([
    ['it’s', "'it’s'"],
    ["it's", "'it''s'"],
    ['\\', "E'\\\\'"],
    ["\\' --", "E'\\\\'' --'"],
  ])('writes %s as a literal', (text, expected) => {
    expect(numbered(literal(text))).toBe(expected);
  });

  it('joins conditions, and holds always where there are none', () => {
    expect(numbered(allOf(undefined))).toBe('true');
    expect(numbered(allOf(sql`a`, undefined, sql`b = ${1}`))).toBe('a AND b = $1');
  });
});
