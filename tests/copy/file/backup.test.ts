import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store, VectorRecord } from '@nestvec/core';
import { copy, recordFile } from '@nestvec/core/copy';
import { afterAll, describe, expect, it } from 'vitest';
import { contentOf, fill, recordsOf } from '../__fixtures__/collection.ts';
import { openPlaces, type PlaceName, placeNames } from '../__fixtures__/places.ts';
import { newPrefix } from '../__fixtures__/prefix.ts';

const folder = await mkdtemp(join(tmpdir(), 'nestvec-copy-test-'));
const { all: places, close } = await openPlaces(folder);
const prefix = newPrefix('B');
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

const records = recordsOf(60);

/** As plain data, with as many digits as every database keeps. */
function rounded(content: ReadonlyMap<string, VectorRecord>): unknown {
  return [...content.values()]
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ vectors, ...rest }) => {
      const numbers = Object.entries(vectors).map(([name, vector]) => [
        name,
        Array.from(vector, (number) => Math.round(number * 1e5)),
      ]);
      return { ...rest, vectors: Object.fromEntries(numbers) as unknown };
    });
}

describe.each(['parquet', 'jsonl.zst'])('a backup as .%s', (ending) => {
  const path = join(folder, `backup.${ending}`);

  it('is made of LanceDB', async () => {
    const from = await fill(open('LanceDB', ending.slice(0, 5)), records);
    const report = await copy(from, recordFile(path), { verify: 'all' });
    expect(report.verification).toMatchObject({ equal: true, records: { compared: 60 } });
  });

  for (const place of placeNames) {
    const why = places[place];
    const title = `comes back in ${place} with the same records and identity`;
    const isHere = typeof why !== 'string';
    it.skipIf(!isHere)(isHere ? title : `${title} (${why})`, { timeout: 60_000 }, async () => {
      const to = open(place, `${ending.slice(0, 5)}_${placeNames.indexOf(place)}`);
      const report = await copy(recordFile(path), to, { verify: 'all' });
      expect(report.verification).toMatchObject({ equal: true, records: { compared: 60 } });
      const expected = new Map(records.map((record) => [record.id, record]));
      expect(rounded(await contentOf(to))).toEqual(rounded(expected));
      const original = await open('LanceDB', ending.slice(0, 5)).describe();
      const found = await to.describe();
      expect(found?.spec?.embedder).toEqual(original?.spec?.embedder);
      expect(found?.spec?.fields).toEqual(original?.spec?.fields);
      const again = join(folder, `again-${placeNames.indexOf(place)}.${ending}`);
      expect(await copy(to, recordFile(again), { verify: 'all' })).toMatchObject({
        verification: { equal: true, records: { compared: 60 } },
      });
    });
  }
});
