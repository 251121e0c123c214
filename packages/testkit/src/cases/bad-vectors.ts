import assert from 'node:assert/strict';
import type { VectorRecord } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { axis } from '../data/unit-vector.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { failure, refusal } from '../expect/failure.ts';
import { sameRecord } from '../expect/same-record.ts';

/** A vector that a database would cut, fill up, zero or choke on is refused, and named. */
export const badVectorCases: readonly ConformanceCase[] = [
  {
    title:
      'refuses a record without any vector unless it is meant, and writes nothing of the batch',
    async run({ create }) {
      const store = await create();
      const bare = { ...makeRecord('bare', 1), vectors: {} };
      const batch = [makeRecord('whole', 2), bare];
      await refusal('[1].vectors', () => store.upsert(batch));
      assert.equal(await store.count(), 0);
      await store.upsert(batch, { withoutVectors: true });
      assert.equal(await store.count(), 2);
      sameRecord(await getOne(store, 'bare'), bare);
    },
  },
  {
    title:
      'refuses vectors of another length, with NaN or infinity, of zeros, un-normalised or no Float32Array, and writes nothing of the batch',
    async run({ create }) {
      const store = await create();
      for (const [what, vector] of Object.entries(badVectors())) {
        // Callers without types pass such things.
        const vectors = { ...makeRecord('x', 1).vectors, text: vector as Float32Array };
        const bad = { ...makeRecord('x', 1), vectors };
        const batch = [makeRecord('first', 2), bad, makeRecord('last', 3)];
        await refusal('[1].vectors.text', () => store.upsert(batch));
        assert.equal(await store.count(), 0, `records after a batch with ${what}`);
      }
    },
  },
  {
    title: 'refuses such vectors in an update, and changes nothing',
    async run({ create }) {
      const store = await create();
      const record = makeRecord('a', 1);
      await store.upsert([record, makeRecord('b', 2)]);
      for (const vector of Object.values(badVectors())) {
        // Callers without types pass such things.
        const bad = { id: 'a', vectors: { text: vector as Float32Array }, text: 'changed' };
        await refusal('[1].vectors.text', () => store.update([{ id: 'b', text: 'changed' }, bad]));
      }
      sameRecord(await getOne(store, 'a'), record);
      sameRecord(await getOne(store, 'b'), makeRecord('b', 2));
    },
  },
  {
    title: 'refuses vectors under names that the collection does not have',
    async run({ create }) {
      const store = await create();
      const text = axis(256, 0);
      for (const name of ['txt', 'Text', '', '_vector_text', 'constructor', 'text_64']) {
        const bad: VectorRecord = { id: 'a', vectors: { [name]: text }, metadata: {} };
        await refusal(`[0].vectors.${name}`, () => store.upsert([bad, makeRecord('b', 1)]));
        await failure(
          'invalid-input',
          () => store.search({ vector: text, using: name }),
          `a search over ${name}`,
        );
        await failure(
          'invalid-input',
          () => store.search({ vector: text, using: 'text_32', rescore: name }),
          `a rescore by ${name}`,
        );
        const include = { vectors: [name] };
        await failure(
          'invalid-input',
          () => store.search({ vector: text, using: 'text', include }),
          `${name} in include`,
        );
      }
      assert.equal(await store.count(), 0);
    },
  },
  {
    title: 'refuses unknown vector names in the include of get and scan',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(1));
      const include = { vectors: ['nope'] };
      await failure('invalid-input', () => store.get(['r0000'], { include }), 'get');
      await failure('invalid-input', () => scanAll(store, { include }), 'scan');
    },
  },
  {
    title: 'stores vectors that are un-normalised only by half precision',
    async run({ create }) {
      const store = await create();
      const record = makeRecord('a', 1);
      const text = vectorOf(record, 'text').map((value) => value * 1.0004);
      await store.upsert([{ ...record, vectors: { text } }]);
      const { hits } = await store.search({ vector: text, using: 'text' });
      assert.ok(
        Math.abs((hits[0]?.score ?? 0) - 1) < 1e-3 && (hits[0]?.score ?? 2) <= 1,
        `score ${hits[0]?.score}`,
      );
    },
  },
];

function badVectors(): Record<string, unknown> {
  const unit = vectorOf(makeRecord('', 5), 'text');
  return {
    'a short vector': unit.slice(0, 255),
    'a long vector': Float32Array.of(...unit, 0),
    'an empty vector': new Float32Array(0),
    NaN: unit.slice().fill(Number.NaN, 7, 8),
    infinity: unit.slice().fill(Number.NEGATIVE_INFINITY, 7, 8),
    zeros: new Float32Array(256),
    'twice its length': unit.map((value) => value * 2),
    'a tiny vector': unit.map((value) => value * 1e-4),
    numbers: [...unit],
    doubles: Float64Array.from(unit),
    null: null,
    undefined: undefined,
  };
}
