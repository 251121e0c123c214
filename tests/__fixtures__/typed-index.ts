import {
  createIndex,
  type Embedder,
  type Filter,
  type IndexHit,
  type Store,
  type VectorIndex,
} from '@nestvec/core';

// Never run: every compiler of tests/types.test.ts checks it. A line below `@ts-expect-error` must not compile, all others must.

declare const embedder: Embedder;
declare const store: Store;

const index = await createIndex({
  embedder,
  store,
  fields: {
    brand: 'string',
    price: 'number',
    stocked: 'boolean',
    made: 'datetime',
    tags: 'string[]',
    sizes: 'number[]',
  },
  vectors: {
    image: { modality: 'image' },
    image_64: { modality: 'image', dimensions: 64 },
  },
});

/** Calls that are right. */
export async function right(): Promise<void> {
  await index.search('q', { filter: { brand: 'x', price: { $gte: 10, $lt: 50 }, stocked: null } });
  await index.search('q', { filter: { made: { $gte: new Date(0), $lt: '2026-01-31' } } });
  await index.search('q', { filter: { made: new Date(), tags: 'new', sizes: { $in: [38, 39] } } });
  await index.search('q', { filter: { tags: { $all: ['new', 'big'] }, $parentId: 'doc.md' } });
  await index.search('q', { filter: { $or: [{ brand: 'x' }, { $not: { price: { $gt: 3 } } }] } });
  await index.search('q', { filter: { brand: { $in: ['x', 'y'], $exists: true } } });
  await index.search('q', { groupBy: { field: 'brand', size: 2 } });
  await index.search('q', { groupBy: { field: '$parentId' } });
  await index.search('q', { using: 'image_64', rescore: 'image', include: { vectors: ['image'] } });
  await index.search('q', { over: 'image', rescore: false, words: 'red' });
  await index.search('q', { boost: [{ field: 'price', weight: -1 }], diversity: 0.3 });
  await index.search('q', { boost: [{ filter: { stocked: true }, weight: 1 }] });
  await index.search('q', { filter: { brand: { $startsWith: 'x' }, tags: { $startsWith: 'n' } } });
  await index.search('q', { sort: { field: 'price', direction: 'desc' } });
  await index.search('q', { include: { metadata: ['brand', 'made'] } });
  const page = await index.list({ sort: { field: 'made' }, filter: { brand: 'x' }, limit: 5 });
  const listed: number | null | undefined = page.records[0]?.metadata.price;
  show(listed);
  await index.search({ like: ['a', 'b'] });
  const fields = { brand: { kind: 'values', limit: 5 }, made: { kind: 'range' } } as const;
  await index.facets({ fields, filter: { stocked: true }, query: 'q' });
  await index.search({ all: [{ image: 'a.jpg' }, { text: 'red', weight: 0.5 }, { like: 'a' }] });
  const tenant = index.tenant('bob');
  await tenant.search('q', { filter: { brand: 'x' } });

  const { hits } = await index.search('q');
  for (const hit of hits) {
    const price: number | null | undefined = hit.metadata.price;
    const made: string | null | undefined = hit.metadata.made;
    const tags: readonly (string | null)[] | null | undefined = hit.metadata.tags;
    const other = hit.metadata['anything'];
    show(price, made, tags, other);
  }
  const any: VectorIndex = index; // where one is wanted whatever its fields
  const hit: IndexHit | undefined = hits[0];
  show(any, hit);
}

/** Without names that the compiler knows all is as it is for texts from outside. */
export async function untyped(fields: Record<string, 'string' | 'number'>): Promise<void> {
  const plain = await createIndex({ embedder, store });
  await plain.search('q', { filter: { anything: { $gt: 3 } }, groupBy: { field: 'anything' } });
  await plain.search('q', { using: 'anything', include: { vectors: ['anything'] } });
  const dynamic = await createIndex({ embedder, store, fields });
  await dynamic.search('q', { filter: { anything: 'x' }, boost: [{ field: 'any', weight: 1 }] });
  const { hits } = await dynamic.search('q');
  const filter: Filter = { brand: 'x', made: { $lt: new Date() } };
  show(hits[0]?.metadata['anything'], filter);
}

/** Thirty-two calls that are wrong, each for one reason. */
export async function wrong(): Promise<void> {
  // @ts-expect-error a misspelt field
  await index.search('q', { filter: { brnad: 'x' } });
  // @ts-expect-error a misspelt field within a group
  await index.search('q', { filter: { $or: [{ brnad: 'x' }] } });
  // @ts-expect-error a misspelt field within $not
  await index.search('q', { filter: { $not: { brnad: 'x' } } });
  // @ts-expect-error a number for a string
  await index.search('q', { filter: { brand: 5 } });
  // @ts-expect-error a string for a number
  await index.search('q', { filter: { price: '5' } });
  // @ts-expect-error a string for a boolean
  await index.search('q', { filter: { stocked: 'true' } });
  // @ts-expect-error a number for a moment
  await index.search('q', { filter: { made: 1_700_000_000 } });
  // @ts-expect-error a Date for a string
  await index.search('q', { filter: { brand: new Date() } });
  // @ts-expect-error a string for the elements of an array of numbers
  await index.search('q', { filter: { sizes: '38' } });
  // @ts-expect-error a list where $in is meant
  await index.search('q', { filter: { brand: ['x', 'y'] } });
  // @ts-expect-error a range over strings
  await index.search('q', { filter: { brand: { $gt: 'a' } } });
  // @ts-expect-error a range over an array
  await index.search('q', { filter: { sizes: { $gt: 3 } } });
  // @ts-expect-error a text as a bound of a number
  await index.search('q', { filter: { price: { $lt: '50' } } });
  // @ts-expect-error $all of a field of one value
  await index.search('q', { filter: { brand: { $all: ['x'] } } });
  // @ts-expect-error an operator that there is not
  await index.search('q', { filter: { brand: { $like: 'x%' } } });
  // @ts-expect-error a value where a list belongs
  await index.search('q', { filter: { brand: { $in: 'x' } } });
  // @ts-expect-error a list of the wrong type
  await index.search('q', { filter: { price: { $in: ['5'] } } });
  // @ts-expect-error a text for yes or no
  await index.search('q', { filter: { brand: { $exists: 'yes' } } });
  // @ts-expect-error a number for a part of the record
  await index.search('q', { filter: { $parentId: 5 } });
  // @ts-expect-error a part of the record that there is not
  await index.search('q', { filter: { $parent: 'x' } });
  // @ts-expect-error a misspelt option
  await index.search('q', { fitler: { brand: 'x' } });
  // @ts-expect-error groups by a field that is not declared
  await index.search('q', { groupBy: { field: 'brnad' } });
  // @ts-expect-error groups by an array
  await index.search('q', { groupBy: { field: 'tags' } });
  // @ts-expect-error a named vector that there is not
  await index.search('q', { using: 'image_46' });
  // @ts-expect-error rescores by a named vector that there is not
  await index.search('q', { using: 'image_64', rescore: 'text' });
  // @ts-expect-error asks for a named vector that there is not
  await index.search('q', { include: { vectors: ['text'] } });
  // @ts-expect-error a named vector beside a modality
  await index.search('q', { using: 'image_64', over: 'image' });
  // @ts-expect-error boosts by a string
  await index.search('q', { boost: [{ field: 'brand', weight: 1 }] });
  // @ts-expect-error boosts by nothing
  await index.search('q', { boost: [{ weight: 1 }] });
  // @ts-expect-error a text and an image
  await index.search({ text: 'a', image: 'b.jpg' });
  // @ts-expect-error a part of two kinds
  await index.search({ all: [{ text: 'a', like: 'b' }] });
  // @ts-expect-error a field of a type that there is not
  await createIndex({ embedder, store, fields: { price: 'float' } });
}

/** What is counted is typed as well. */
export async function wrongFacets(): Promise<void> {
  // @ts-expect-error a field that is not declared
  await index.facets({ fields: { brnad: { kind: 'values' } } });
  // @ts-expect-error the range of a string
  await index.facets({ fields: { brand: { kind: 'range' } } });
  // @ts-expect-error the values of a number
  await index.facets({ fields: { price: { kind: 'values' } } });
  // @ts-expect-error what an array of numbers has
  await index.facets({ fields: { sizes: { kind: 'values' } } });
  // @ts-expect-error a filter on a field that is not declared
  await index.facets({ fields: { brand: { kind: 'values' } }, filter: { brnad: 'x' } });
}

/** What lists are ordered by and what is read is typed as well. */
export async function wrongLists(): Promise<void> {
  // @ts-expect-error a search sorted by a field that is not declared
  await index.search('q', { sort: { field: 'prize' } });
  // @ts-expect-error a search sorted by a string
  await index.search('q', { sort: { field: 'brand' } });
  // @ts-expect-error a list in the order of an array
  await index.list({ sort: { field: 'sizes' } });
  // @ts-expect-error a direction that there is not
  await index.list({ sort: { field: 'price', direction: 'down' } });
  // @ts-expect-error a list whose filter names no declared field
  await index.list({ sort: { field: 'price' }, filter: { brnad: 'x' } });
  // @ts-expect-error metadata of a field that is not declared
  await index.search('q', { include: { metadata: ['brnad'] } });
  // @ts-expect-error the beginning of a number
  await index.search('q', { filter: { price: { $startsWith: '1' } } });
}

/** What hits hold is typed as well. */
export async function wrongHits(): Promise<void> {
  const { hits } = await index.search('q');
  const [hit] = hits;
  if (hit === undefined) return;
  // @ts-expect-error may be missing
  const price: number = hit.metadata.price;
  // @ts-expect-error a text
  const made: Date | null | undefined = hit.metadata.made;
  show(price, made);
}

function show(..._: readonly unknown[]): void {}
