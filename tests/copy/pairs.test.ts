import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store, VectorRecord } from '@nestvec/core';
import { copy, type CopyReport } from '@nestvec/core/copy';
import { createRandom, environment, seed, seeded } from '@nestvec/testkit';
import { afterAll, describe, expect, it } from 'vitest';

import { contentOf, fill, recordsOf } from './__fixtures__/collection.ts';
import { openPlaces, type PlaceName, placeNames } from './__fixtures__/places.ts';
import { newPrefix } from './__fixtures__/prefix.ts';
import { readOnly } from './__fixtures__/read-only.ts';

const folder = await mkdtemp(join(tmpdir(), 'nestvec-copy-test-'));
const { all: places, close } = await openPlaces(folder);
const prefix = newPrefix('P');
const opened: Store[] = [];

function open(place: PlaceName, name: string): Store {
  const opener = places[place];
  if (typeof opener === 'string') throw new Error(opener);
  const store = opener(`${prefix}_${name}`);
  opened.push(store);
  return store;
}

afterAll(async () => {
  for (const store of opened) {
    await store.drop();
    await store.close();
  }
  await close();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

const tenants = ['acme', 'globex-2'];

/** Sources by their place, made once. */
const sources = new Map<PlaceName, Promise<Store>>();

async function sourceAt(place: PlaceName): Promise<Store> {
  const known = sources.get(place) ?? makeSource(place);
  sources.set(place, known);
  return await known;
}

/** Typed metadata, two named vectors and one cut from them, parents, records without vectors, in two tenants. */
async function makeSource(place: PlaceName): Promise<Store> {
  const source = await fill(open(place, `from_${placeNames.indexOf(place)}`), [], {
    tenants: true,
    keyword: place !== 'Pinecone’s fake',
  });
  for (const [i, name] of tenants.entries())
    await source.tenant(name).upsert(recordsOf(30 - i * 10, i), { withoutVectors: true });
  return source;
}

/** What the records of a source are, as this test made them, with numbers as far apart as a database may round them. */
function expectSame(
  found: ReadonlyMap<string, VectorRecord>,
  expected: readonly VectorRecord[],
): void {
  expect([...found.keys()].toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  for (const record of expected) {
    const { vectors = {}, ...rest } = found.get(record.id) ?? {};
    const { vectors: whole, ...others } = record;
    expect(rest).toEqual(others);
    expect(Object.keys(vectors).toSorted()).toEqual(Object.keys(whole).toSorted());
    for (const [name, vector] of Object.entries(whole)) {
      const moved = vector.map((number, i) => Math.abs(number - (vectors[name]?.[i] ?? 9)));
      expect(Math.max(...moved), `${record.id} ${name}`).toBeLessThan(1e-6);
    }
  }
}

/**
 * What a pair can't keep exactly. Records are kept by all: only how they are found is not. A pair that is not here must say nothing.
 */
function lostBetween(from: PlaceName, to: PlaceName): readonly string[] {
  const isPinecone = (place: PlaceName): boolean => place === 'Pinecone’s fake';
  return isPinecone(to) && !isPinecone(from)
    ? ['pinecone finds nothing by words, as DATABASE does; leave such searches out']
    : [];
}

const pairs = placeNames.flatMap((from) => placeNames.map((to) => [from, to] as const));
const random = createRandom(seed);
/** All in a full run, else each place once, as a source or as a target. */
const order = placeNames.toSorted(() => random.next() - 0.5);
const chosen = environment.full
  ? pairs
  : order.flatMap((from, i) => {
      const to = order[i + 1];
      return i % 2 === 0 && to !== undefined ? [[from, to] as const] : [];
    });

describe(seeded('a copy between two databases'), { timeout: 120_000 }, () => {
  it.for(chosen)('keeps every record as it was: %s → %s', async ([from, to], context) => {
    for (const opener of [places[from], places[to]])
      if (typeof opener === 'string') context.skip(opener);
    const source = await sourceAt(from);
    const target = open(to, `to_${placeNames.indexOf(from)}_${placeNames.indexOf(to)}`);
    const report: CopyReport = await copy(readOnly(source), target, { verify: 'all' });
    expect(report.verification).toMatchObject({
      equal: true,
      counts: { source: 50, target: 50 },
      records: { compared: 50, differing: { count: 0 } },
    });
    for (const [i, name] of tenants.entries())
      expectSame(await contentOf(target.tenant(name)), recordsOf(30 - i * 10, i));
    const lost = lostBetween(from, to).map((note) => note.replace('DATABASE', source.database));
    expect(report.notes).toEqual(lost);
    const spec = (await target.describe())?.spec;
    const { vectors, fields, embedder } = (await source.describe())?.spec ?? {};
    const keyword = ![from, to].includes('Pinecone’s fake');
    expect(spec).toMatchObject({ vectors, fields, embedder, tenants: true, keyword });
    await target.drop();
  });
});
