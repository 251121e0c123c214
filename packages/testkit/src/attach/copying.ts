import assert from 'node:assert/strict';
import { truncate } from '@nestvec/core';
import { copy } from '@nestvec/core/copy';
import { scanAll } from '../expect/collect.ts';
import { defined } from '../expect/defined.ts';
import { failure, refusal } from '../expect/failure.ts';
import { sameJson, sameVectors } from '../expect/same-record.ts';
import { memoryStore } from '../memory/index.ts';
import type { AttachCase } from './context.ts';

/** Theirs becomes ours, and stays theirs. */
export const copyingCases: readonly AttachCase[] = [
  {
    title: 'is copied into a collection of ours, whole and shortened, and stays as it is',
    async run({ open, look, ids, records }) {
      const before = await look();
      const to = memoryStore({ collection: 'ours' });
      const image_64 = { from: 'image', dimensions: 64 };
      const report = await copy(open(), to, {
        target: { vectors: { image: {}, image_64 }, rename: { color: 'colour' } },
        verify: 'all',
      });
      assert.equal(report.verification?.equal, true, JSON.stringify(report.verification));
      const copied = new Map((await scanAll(to)).map((record) => [record.id, record]));
      assert.deepEqual([...copied.keys()].toSorted(), ids.toSorted());
      for (const [i, { vector, values }] of records.entries()) {
        const record = copied.get(ids[i] ?? '');
        const { caption, color, ...metadata } = values;
        sameJson(record?.metadata, { ...metadata, colour: color }, 'metadata');
        assert.equal(record?.text, caption);
        const vectors = { image: vector, image_64: truncate(vector, 64) };
        sameVectors(record?.vectors, vectors, 'the copied record');
      }
      sameJson(await look(), before, 'what their client sees');
    },
  },
  {
    title: 'is read, searched and copied under an alias of it, and stays read only',
    async run({ open, ids, records, collection, openAs }) {
      const { capabilities, aliases } = open();
      const alias = `${collection}_live`;
      if (capabilities.aliases === false) {
        await failure('unsupported', async () => await aliases.set(alias, collection));
        return;
      }
      await aliases.set(alias, collection);
      try {
        const live = openAs(alias);
        assert.equal(await live.count(), records.length);
        assert.deepEqual((await scanAll(live)).map(({ id }) => id).toSorted(), ids.toSorted());
        const [first] = records;
        const { hits } = await live.search({ vector: defined(first).vector, using: 'image' });
        assert.equal(hits[0]?.id, ids[0]);
        const to = memoryStore({ collection: 'ours' });
        const report = await copy(live, to, { verify: 'all' });
        assert.equal(report.verification?.equal, true, JSON.stringify(report.verification));
        assert.equal(await to.count(), records.length);
        await refusal('attach.writable', async () => await live.remove({ ids }));
        assert.equal(await live.count(), records.length);
      } finally {
        await aliases.remove(alias);
      }
    },
  },
];
