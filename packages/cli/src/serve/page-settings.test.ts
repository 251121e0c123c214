import type { VectorIndex } from '@nestvec/core';
import { expect, it } from 'vitest';
import { boostList } from './page-flags.ts';
import { pageSettingsOf } from './page-settings.ts';

const fields = {
  in_stock: 'boolean',
  price: 'number',
  brand: 'string',
  added: 'datetime',
} as const;
const shop = { spec: { fields } } as unknown as VectorIndex; // as much of one as is read
const cwd = '.';

it.each([
  ['in_stock=true:0.3', { filter: { in_stock: true }, weight: 0.3 }],
  ['in_stock=false:-1', { filter: { in_stock: false }, weight: -1 }],
  ['price=10:2', { filter: { price: 10 }, weight: 2 }],
  ['price:0.1', { field: 'price', weight: 0.1 }],
  ['brand=a=b:c:1', { filter: { brand: 'a=b:c' }, weight: 1 }],
  ['brand=10:1', { filter: { brand: '10' }, weight: 1 }],
  ['added=2026-01-01T00:00:00Z:1', { filter: { added: '2026-01-01T00:00:00Z' }, weight: 1 }],
  [' in_stock = true : 1', { filter: { in_stock: true }, weight: 1 }],
] as const)('reads the boost %j', async (text, boost) => {
  const settings = await pageSettingsOf(
    { boost: boostList(text) },
    { indexes: { shop }, hasPage: true, cwd },
  );
  expect(settings).toEqual({ shop: { boost: [boost] } });
});

it.each(['', 'in_stock', 'in_stock=true', ':1', '=a:1', 'price:', 'price:1e999', 'price:x'])(
  'refuses the boost %j',
  (text) => {
    expect(() => boostList(text)).toThrow('Write FIELD=VALUE:WEIGHT');
  },
);

it('refuses a boost of what no field is called', () => {
  expect(() => boostList('__proto__=a:1')).toThrow('__proto__');
  expect(() => boostList('a\u001B[31m=a:1')).toThrow('field');
});

it('takes what is of the page from the flags, and nothing else', async () => {
  const flags = { heading: 'A', group: '$parentId', port: 1 };
  expect(await pageSettingsOf(flags, { indexes: { shop }, hasPage: true, cwd })).toEqual({
    shop: { heading: 'A', group: '$parentId' },
  });
  expect(await pageSettingsOf({}, { indexes: { shop }, hasPage: false, cwd })).toBeUndefined();
});

it.each([
  [{ shop, other: shop }, true, '--heading: is for one collection'],
  [{}, false, '--heading: is for the page of a collection'],
  [{ shop }, false, '--heading: is for the page, which is not built'],
] as const)('refuses flags of a page for %#', async (indexes, hasPage, message) => {
  await expect(pageSettingsOf({ heading: 'A' }, { indexes, hasPage, cwd })).rejects.toThrow(
    message,
  );
});
