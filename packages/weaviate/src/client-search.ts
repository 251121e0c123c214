import type { ObjectQuery, Settings, StoredObject } from './api.ts';
import { type Collection, loose } from './client-collection.ts';
import { clientFilter } from './client-filter.ts';

/** The unnamed vector comes alone, and is called `default` there; named ones beside it have to be asked for again. */
export async function askAll(collection: Collection, query: ObjectQuery): Promise<StoredObject[]> {
  const found = (await ask(collection, query)).map(readObject);
  if (!query.vectors.includes('')) return found;
  const named = query.vectors.filter((name) => name !== '');
  const again = named.length === 0 ? [] : await ask(collection, { ...query, vectors: named });
  const others = new Map(again.map(readObject).map(({ id, vectors }) => [id, vectors]));
  return found.map(({ vectors: { default: unnamed }, ...object }) => ({
    ...object,
    vectors: { ...others.get(object.id), ...(unnamed === undefined ? {} : { '': unnamed }) },
  }));
}

interface Found {
  readonly uuid: string;
  readonly properties: object;
  readonly vectors: Readonly<Record<string, unknown>>;
  readonly metadata?: { readonly distance?: number; readonly score?: number } | undefined;
}

async function ask(collection: Collection, query: ObjectQuery): Promise<readonly Found[]> {
  const { limit, filter, near, words, after, byId, sort, properties, vectors } = query;
  const options = {
    limit,
    returnProperties: [...properties],
    includeVector: vectors.includes('') ? true : [...vectors],
    ...(filter === undefined ? {} : { filters: clientFilter(filter, collection.filter) }),
  };
  if (near !== undefined) {
    const target = near.target === '' ? {} : { targetVector: near.target };
    const answer = await collection.query.nearVector(Array.from(near.vector), {
      ...options,
      ...target,
      returnMetadata: ['distance'],
    });
    return loose(answer.objects);
  }
  if (words !== undefined) {
    const answer = await collection.query.bm25(words.text, {
      ...options,
      queryProperties: [words.property],
      returnMetadata: ['score'],
    });
    return loose(answer.objects);
  }
  const answer = await collection.query.fetchObjects({
    ...options,
    ...(after === undefined ? {} : { after }),
    ...(byId === true ? { sort: collection.sort.byId(true) } : {}),
    ...(sort === undefined
      ? {}
      : { sort: collection.sort.byProperty(loose<never>(sort.property), sort.ascending) }),
  });
  return loose(answer.objects);
}

function readObject({ uuid, properties, vectors, metadata }: Found): StoredObject {
  const read = Object.entries(vectors).flatMap(([name, numbers]): [string, Float32Array][] => {
    const isRow = Array.isArray(numbers) && typeof numbers[0] === 'number';
    if (!isRow) return [];
    return [[name, Float32Array.from(numbers as number[])]]; // either all of them are, or the server is broken
  });
  return {
    id: uuid,
    // Dates become text again.
    properties: JSON.parse(JSON.stringify(properties)) as Settings,
    vectors: Object.fromEntries(read),
    ...(metadata?.distance === undefined ? {} : { distance: metadata.distance }),
    ...(metadata?.score === undefined ? {} : { score: metadata.score }),
  };
}
