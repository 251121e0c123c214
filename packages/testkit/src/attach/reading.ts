import assert from 'node:assert/strict';
import type { Filter } from '@nestvec/core';
import { scanAll } from '../expect/collect.ts';
import { defined } from '../expect/defined.ts';
import { failure, refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameJson, sameVectors } from '../expect/same-record.ts';
import type { AttachCase, AttachContext } from './context.ts';

/** Names are ours and ids are theirs, wherever records are read. */
export const readingCases: readonly AttachCase[] = [
  {
    title: 'reads records under their own ids, in our words',
    async run({ open, ids, newId, records }) {
      const store = open();
      const found = await store.get([at(ids, 3), newId, at(ids, 0)]);
      assert.deepEqual(
        found.map((record) => record?.id),
        [ids[3], undefined, ids[0]],
      );
      const { caption, ...metadata } = at(records, 3).values;
      sameJson(found[0]?.metadata, metadata, 'metadata');
      assert.equal(found[0]?.text, caption);
      sameVectors(found[0]?.vectors, { image: at(records, 3).vector }, 'the record');
      assert.equal(await store.count(), 6);
    },
  },
  {
    title: 'finds nothing under ids that can not be there',
    async run({ open, ids }) {
      const found = await open()
        .get(['no id, anywhere: é', at(ids, 1), ''])
        .catch(() => undefined);
      assert.equal(found, undefined, 'an empty id is refused');
      const others = await open().get(['no id, anywhere: é', at(ids, 1), '-', '00']);
      assert.deepEqual(
        others.map((record) => record?.id),
        [undefined, ids[1], undefined, undefined],
      );
    },
  },
  {
    title: 'scans every record once, and goes on from any of them',
    async run({ open, ids }) {
      const store = open();
      const seen: string[] = [];
      const cursors: string[] = [];
      for await (const { records, cursor } of store.scan({ pageSize: 1 })) {
        seen.push(...records.map(({ id }) => id));
        cursors.push(cursor);
      }
      assert.deepEqual(seen.toSorted(), ids.toSorted());
      for (const [i, after] of cursors.entries()) {
        const rest = await scanAll(store, { after });
        assert.deepEqual(
          rest.map(({ id }) => id),
          seen.slice(i + 1),
        );
      }
    },
  },
  {
    title: 'is searched under our name of a vector, never under theirs',
    async run({ open, ids, records, place }) {
      const store = open();
      const { vector, values } = at(records, 2);
      const { hits, explain } = await store.search({
        vector,
        using: 'image',
        limit: 6,
        include: { vectors: ['image'] },
      });
      assert.equal(explain.using, 'image');
      assert.deepEqual(idsOf(hits).toSorted(), ids.toSorted());
      const best = defined(hits[0]);
      assert.equal(best.id, ids[2]);
      assert.ok(Math.abs(best.score - 1) < 1e-4, `the score of the same vector is ${best.score}`);
      const { caption, ...metadata } = values;
      sameJson(best.metadata, metadata, 'metadata');
      assert.equal(best.text, caption);
      sameVectors(best.vectors, { image: vector }, 'the hit');
      await refusal('using', () => store.search({ vector, using: place }));
      await failure('invalid-input', () => store.get(ids, { include: { vectors: [place] } }));
    },
  },
  {
    title: 'is filtered by the fields that were declared, and by no others',
    async run(context) {
      for (const [filter, wanted] of [
        [{ year: { $gte: 2003 } }, [3, 4, 5]],
        [{ year: 2001 }, [1]],
        [{ color: { $in: ['red', 'blue'] } }, [0, 2, 3, 5]],
        [{ color: { $ne: 'red' } }, [1, 2, 4, 5]],
        [{ tags: { $all: ['all', 't4'] } }, [4]],
        [{ tags: { $nin: ['t0', 't5'] } }, [1, 2, 3, 4]],
        [{ $and: [{ sold: true }, { $not: { color: 'red' } }] }, [2, 4]],
      ] as const)
        await sameFiltered(context, filter, wanted);
      const store = context.open({ fields: { year: 'number' } });
      await failure('invalid-input', () => store.count({ filter: { color: 'red' } }));
      await failure('invalid-input', () => store.count({ filter: { caption: 'caption 1' } }));
    },
  },
  {
    title: 'is filtered by $id under its own ids, or says that it can not be',
    async run(context) {
      const { can, ids, open } = context;
      const filter: Filter = { $id: { $in: [at(ids, 4), 'no id there', at(ids, 1)] } };
      if (can.filterById) await sameFiltered(context, filter, [1, 4]);
      else await failure('unsupported', () => open().count({ filter }));
    },
  },
  {
    title: 'gives the parts that are asked for',
    async run({ open, ids, records }) {
      const store = open();
      const include = { text: false, metadata: false, vectors: [] };
      const { hits } = await store.search({
        vector: at(records, 1).vector,
        using: 'image',
        include,
      });
      const [got] = await store.get([at(ids, 1)], { include });
      const scanned = await scanAll(store, { include });
      for (const { text, metadata, vectors = {} } of [defined(hits[0]), defined(got), ...scanned]) {
        assert.equal(text, undefined);
        assert.deepEqual([metadata, vectors], [{}, {}]);
      }
    },
  },
  {
    title: 'reads no text where no field of it is said to be one',
    async run({ open, ids, records }) {
      const [record] = await open({ textField: undefined }).get([at(ids, 1)]);
      assert.equal(record?.text, undefined);
      sameJson(record?.metadata, at(records, 1).values, 'metadata');
    },
  },
  {
    title: 'serves an index: pages and groups by a field of theirs',
    async run({ open, ids, records }) {
      const index = await indexOf(open(), at(records, 4).vector);
      const { hits } = await index.search({ text: 'any' }, { limit: 6 });
      assert.deepEqual(idsOf(hits).toSorted(), ids.toSorted());
      assert.equal(hits[0]?.id, ids[4]);
      const pages = [0, 2, 4].map(
        async (offset) => await index.search({ text: 'any' }, { limit: 2, offset }),
      );
      const joined = (await Promise.all(pages)).flatMap((page) => idsOf(page.hits));
      assert.deepEqual(joined, idsOf(hits));
      const groupBy = { field: 'color', size: 1 };
      const grouped = await index.search({ text: 'any' }, { limit: 3, groupBy });
      const colors = grouped.hits.map(({ metadata }) => metadata['color']);
      assert.equal(colors.length, 3);
      assert.deepEqual(new Set(colors), new Set(['blue', 'green', 'red']));
    },
  },
  {
    title: 'describes itself as it was said to be',
    async run({ open, spec }) {
      const description = await open().describe();
      const { name, vectors, fields } = spec();
      assert.equal(description?.count, 6);
      assert.equal(description.spec?.name, name);
      sameJson(description.spec.fields, fields, 'fields');
      assert.deepEqual(Object.keys(description.observed.vectors), Object.keys(vectors));
      assert.equal(description.observed.vectors['image']?.dimensions, 256);
      assert.equal(description.observed.tenants, false);
    },
  },
];

/** That a search, a scan and a count take a filter for these records. */
async function sameFiltered(
  { open, ids, records }: AttachContext,
  filter: Filter,
  wanted: readonly number[],
): Promise<void> {
  const store = open();
  const expected = wanted.map((i) => at(ids, i)).toSorted();
  const what = JSON.stringify(filter);
  const { hits } = await store.search({ vector: at(records, 0).vector, using: 'image', filter });
  assert.deepEqual(idsOf(hits).toSorted(), expected, `search by ${what}`);
  const scanned = await scanAll(store, { filter });
  assert.deepEqual(scanned.map(({ id }) => id).toSorted(), expected, `scan by ${what}`);
  assert.equal(await store.count({ filter }), wanted.length, `count by ${what}`);
}

/** An entry that is there. */
export function at<Entry>(entries: readonly Entry[], i: number): Entry {
  return defined(entries[i], `entry ${i}`);
}
