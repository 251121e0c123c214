import assert from 'node:assert/strict';
import type { Store } from '@nestvec/core';
import { createRandom } from '../data/random.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { defined } from '../expect/defined.ts';
import { failure, refusal } from '../expect/failure.ts';
import { sameJson, sameVectors } from '../expect/same-record.ts';
import type { AttachCase, AttachContext } from './context.ts';
import type { ForeignStored } from './foreign.ts';
import { at } from './reading.ts';

const image = randomUnitVector(256, createRandom(990));
const metadata = { year: 1999, color: 'white', tags: ['new'], sold: false };

/** Nothing is written unless that was said, and then what its maker expects to read. */
export const writingCases: readonly AttachCase[] = [
  {
    title: 'writes nothing unless it is said to be writable',
    async run({ open, ids, newId, look }) {
      const before = await look();
      const store = open();
      const writes = [
        () => store.upsert([{ id: newId, vectors: { image }, metadata, text: 'new' }]),
        () => store.update([{ id: at(ids, 0), metadata: { year: 1 } }]),
        () => store.remove({ ids: [at(ids, 0)] }),
        () => store.remove({ filter: { year: 2000 } }),
        () => store.remove({ all: true }),
      ];
      for (const write of writes) await refusal('attach.writable', write);
      assert.deepEqual(await look(), before);
    },
  },
  {
    title: 'is never dropped, whether it may be written or not',
    async run({ open, look }) {
      const before = await look();
      for (const store of [open(), open({ writable: true })]) {
        await failure('unsupported', () => store.drop(), 'a drop');
        await store.optimize();
      }
      assert.deepEqual(await look(), before);
    },
  },
  {
    title: 'writes a record under its names, and leaves every other as it was',
    async run({ open, newId, look, place }) {
      const before = await look();
      await open({ writable: true }).upsert([
        { id: newId, vectors: { image }, metadata, text: 'new' },
      ]);
      const { [newId]: written, ...others } = (await look()).records;
      assert.deepEqual(others, before.records);
      sameJson(written?.values, { ...metadata, caption: 'new' }, 'what its maker reads');
      sameVectors(floats(written), { [place]: image }, 'what its maker reads');
      const [read] = await open().get([newId]);
      sameJson([read?.text, read?.metadata], ['new', metadata], 'what is read here');
    },
  },
  {
    title: 'changes what an update names, and nothing else',
    async run({ open, ids, look, place }) {
      const { records } = await look();
      const store = open({ writable: true });
      const [first, second, third] = [at(ids, 0), at(ids, 1), at(ids, 2)];
      await store.update([
        { id: first, metadata: { year: 1888 } },
        { id: second, text: 'other' },
        { id: third, vectors: { image } },
      ]);
      const after = (await look()).records;
      const was = (id: string): ForeignStored => defined(records[id]);
      sameJson(after[first]?.values, { ...was(first).values, year: 1888 }, 'metadata');
      sameVectors(floats(after[first]), floats(was(first)), 'a vector that was not named');
      sameJson(after[second]?.values, { ...was(second).values, caption: 'other' }, 'the text');
      sameVectors(floats(after[third]), { [place]: image }, 'a vector that was named');
      for (const id of ids.slice(3)) assert.deepEqual(after[id], records[id]);
      const { details } = await failure('store', () =>
        store.update([{ id: 'no id there', metadata: { year: 1 } }]),
      );
      assert.deepEqual(details.unconfirmedIds, ['no id there']);
    },
  },
  {
    title: 'removes by its own ids and by filters over its fields',
    async run({ open, ids, look }) {
      const store = open({ writable: true });
      await store.remove({ ids: [at(ids, 0), 'no id there'] });
      await store.remove({ filter: { color: 'green' } });
      const left = Object.keys((await look()).records);
      assert.deepEqual(left.toSorted(), [at(ids, 2), at(ids, 3), at(ids, 5)].toSorted());
      await store.remove({ all: true });
      assert.deepEqual((await look()).records, {});
      assert.equal(await store.count(), 0);
    },
  },
  {
    title: 'refuses what it has no place for, before anything is written',
    async run(context) {
      const { open, newId } = context;
      const good = { id: newId, vectors: { image }, metadata };
      const caption = { ...good, metadata: { ...metadata, caption: 'x' } };
      await nothingWritten(context, open({ writable: true }), (store) =>
        store.upsert([good, caption]),
      );
      await nothingWritten(context, open({ writable: true, textField: undefined }), (store) =>
        store.upsert([good, { ...good, text: 'x' }]),
      );
    },
  },
];

async function nothingWritten(
  { look }: AttachContext,
  store: Store,
  write: (store: Store) => Promise<void>,
): Promise<void> {
  const before = await look();
  await failure('invalid-input', () => write(store), 'a record without a place');
  assert.deepEqual(await look(), before);
}

/** Vectors as the database's own client sees them. */
export function floats(stored: ForeignStored | undefined): Record<string, Float32Array> {
  const vectors = Object.entries(stored?.vectors ?? {});
  return Object.fromEntries(vectors.map(([name, numbers]) => [name, Float32Array.from(numbers)]));
}
