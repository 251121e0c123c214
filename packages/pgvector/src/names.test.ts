import { afterAll, expect, it } from 'vitest';
import { openFolder } from './__fixtures__/pglite.ts';
import { imageRecord, miniSpec, unitVector } from './__fixtures__/spec.ts';
import { pgvector } from './store.ts';

const folder = await openFolder();
afterAll(folder.close);

/** What SQL calls things, of itself and as statements of ours might. */
const sqlNames = ['excluded', 'asked', 'names', 'stands', 'taken'];
const fieldNames = [
  'value',
  'count',
  'weight',
  'word',
  'place',
  'times',
  'norm',
  'select',
  'element',
];

it.each([...sqlNames, 'select', 'x'.repeat(63)])(
  'a collection may be called %s, and its fields like anything in a statement',
  { timeout: 60_000 },
  async (collection) => {
    const store = pgvector({ data: folder.data, collection });
    const lists = fieldNames.map((field) => [field, 'string[]'] as const);
    const fields = { ...Object.fromEntries(lists), rank: 'number' } as const;
    const spec = miniSpec({ name: collection, fields, tenants: true });
    await store.apply(await store.plan(spec));
    const one = store.tenant('one');
    const tags = Object.fromEntries(fieldNames.map((field) => [field, ['a', field]]));
    const words = Array.from({ length: 40 }, (_, i) => `w${i}`).join(' ');
    const records = Array.from({ length: 50 }, (_, i) => ({
      ...imageRecord(`x${i}`, i, { ...tags, rank: i }),
      text: `w${i}`,
    }));
    await one.upsert(records);
    await one.upsert(records.slice(0, 2)); // one statement without COPY
    await one.update([{ id: 'x1', metadata: { rank: 100 } }]);
    expect(await store.tenants()).toEqual(['one']);
    // Fields and words that are declared later are filled from what is stored.
    const more = { ...fields, filled: 'number', key_0: 'string' } as const;
    await store.apply(await store.plan({ ...spec, fields: more, keyword: true }));
    expect((await one.search({ words: 'w3' })).hits.map(({ id }) => id)).toEqual(['x3']);
    expect((await one.search({ words, depth: 100, limit: 100 })).hits).toHaveLength(40);
    const search = { vector: unitVector(7), using: 'image_64', rescore: 'image' } as const;
    const { hits } = await one.search({ ...search, filter: { weight: 'weight' } });
    expect(hits[0]?.id).toBe('x7');
    expect(await one.count({ filter: { element: { $startsWith: 'elem' } } })).toBe(50);
    const facets = await one.facets({
      fields: Object.fromEntries(fieldNames.map((field) => [field, { kind: 'values' }])),
    });
    for (const field of fieldNames)
      expect(facets[field]).toMatchObject({
        values: [{ value: 'a', count: 50 }, { value: field }],
      });
    expect(await one.count({ filter: { rank: 100 } })).toBe(1);
    await store.drop();
    await store.close();
  },
);
