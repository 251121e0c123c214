import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCodes, errorReasons } from './error-codes.ts';

const source = readFileSync(new URL('errors.ts', import.meta.url), 'utf8');

/** The names of a union, or the keys of an interface, as `errors.ts` has them. */
function declared(pattern: RegExp): readonly string[] {
  return [...(pattern.exec(source)?.[1] ?? '').matchAll(/^ {2}(?:\| )?'?([a-z-]+)'?[;:]?/gm)].map(
    ([, name]) => name ?? '',
  );
}

it('has cause and cure of every code that there is', () => {
  const codes = declared(/export interface ErrorDetails \{\n([^]*?)\n\}/);
  expect(codes.length).toBeGreaterThan(10);
  expect(Object.keys(errorCodes)).toEqual(codes);
});

it.each(['image', 'download', 'journal'] as const)('has every reason of %s', (code) => {
  const type = `${code[0]?.toUpperCase()}${code.slice(1)}Problem`;
  const reasons = declared(new RegExp(`export type ${type} =\\n([^]*?);`));
  expect(reasons.length).toBeGreaterThan(5);
  expect(Object.keys(errorReasons[code])).toEqual(reasons);
});

it('says each in a sentence of its own', () => {
  const advice = [errorCodes, ...Object.values(errorReasons)].flatMap((table) =>
    Object.values(table),
  );
  for (const { cause, cure } of advice) {
    expect(cause).toMatch(/^[A-Za-z][^]{12,}\.$/);
    expect(cure).toMatch(/^[a-z][^]{8,}\.$/);
  }
  expect(new Set(advice.map(({ cause }) => cause)).size).toBeGreaterThan(advice.length - 2);
});
