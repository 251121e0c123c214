import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '@nestvec/testkit';
import { className, propertyNames } from './names.ts';

const collectionNames = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/);
const fieldNames = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,62}$/);

describe('className', () => {
  it.each([
    ['photos', 'Photos'],
    ['photos_2024', 'Photos_2024'],
    ['Photos', 'Photos__x1_0'],
    ['My-Docs', 'My_Docs__x9_4'],
    ['my-docs', 'My_docs__x0_4'],
    ['a__x1_0', 'A__x1_0__x0_0'],
  ])('of %s is %s', (collection, expected) => {
    expect(className(collection)).toBe(expected);
  });

  it(
    seeded('is one that the server takes, and another for every name, also without its case'),
    () => {
      fc.assert(
        fc.property(fc.uniqueArray(collectionNames, { maxLength: 20 }), (all) => {
          const names = all.map(className);
          expect(names.every((name) => /^[A-Z][_0-9A-Za-z]{0,254}$/.test(name))).toBe(true);
          expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(all.length);
        }),
        { seed },
      );
    },
  );
});

describe('propertyNames', () => {
  it.each([
    ['price', 'price'],
    ['createdAt', 'createdAt'],
    ['Price', 'price__x1'],
    ['id', 'id__x0'],
    ['a_temp', 'a_temp__x0'],
    ['x_propertyLength', 'x_propertyLength__x400'],
    ['price__x1', 'price__x1__x0'],
  ])('%s is %s', (field, expected) => {
    expect(propertyNames([field], {})(field)).toBe(expected);
  });

  it('tells variants in case apart, and one that is there keeps its name', () => {
    const fields = ['camelCase', 'camelcase', 'CamelCase'];
    const atFirst = propertyNames(fields, {});
    expect(fields.map(atFirst)).toEqual(['camelCase', 'camelcase__x0', 'camelCase__x21']);
    const later = propertyNames(fields, { camelcase: {} });
    expect(fields.map(later)).toEqual(['camelCase__x20', 'camelcase', 'camelCase__x21']);
  });

  it(
    seeded(
      'are names that the server takes, and different ones for all fields, also without their case',
    ),
    () => {
      fc.assert(
        fc.property(fc.uniqueArray(fieldNames, { maxLength: 20 }), (fields) => {
          const names = fields.map(propertyNames(fields, {}));
          for (const name of names) {
            expect(name).toMatch(/^[a-z][_0-9A-Za-z]{0,230}$/);
            expect(name).not.toMatch(
              /^id$|(_searchable|_rangeable|_temp|__meta_count|_propertyLength|_nullState)$/,
            );
          }
          expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(fields.length);
        }),
        { seed },
      );
    },
  );
});
