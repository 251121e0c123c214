import { expect, it } from 'vitest';
import { type CountingDatabase, countByField } from './count-by-field.ts';
import type { Facets } from './facets.ts';
import type { ResolvedFacets } from './resolve-facets.ts';

const request: ResolvedFacets = {
  filter: { op: 'and', nodes: [] },
  facets: [
    { field: 'brand', type: 'string', kind: 'values', limit: 3 },
    { field: 'price', type: 'number', kind: 'range', limit: 0 },
    { field: 'tags', type: 'string[]', kind: 'values', limit: 3 },
  ],
};
const none = { kind: 'values', values: [], exact: true, more: false } as const;
const counted: CountingDatabase = {
  values: async () => await Promise.resolve(none),
  ordered: (sort) => async () =>
    await Promise.resolve({
      places: [{ id: 'a', value: sort.direction === 'asc' ? 3 : 7 }],
      isCut: false,
    }),
  count: async () => await Promise.resolve(2),
  read: () => {
    throw new Error('nothing has to be read');
  },
};

it('gives the facets in the order in which they were asked for, and reads no records', async () => {
  const facets = await countByField(request, counted);
  expect(Object.entries(facets)).toEqual([
    ['brand', none],
    ['price', { kind: 'range', min: 3, max: 7, count: 2 }],
    ['tags', none],
  ]);
});

it('reads records for those fields alone whose values the database can not all tell', async () => {
  const read: string[] = [];
  const facets = await countByField(request, {
    ...counted,
    values: async ({ field }) => await Promise.resolve(field === 'brand' ? undefined : none),
    async read({ facets: unknown }): Promise<Facets> {
      read.push(...unknown.map(({ field }) => field));
      return await Promise.resolve({ brand: { ...none, more: true } });
    },
  });
  expect(read).toEqual(['brand']);
  expect(Object.keys(facets)).toEqual(['brand', 'price', 'tags']);
  expect(facets['brand']).toEqual({ ...none, more: true });
});
