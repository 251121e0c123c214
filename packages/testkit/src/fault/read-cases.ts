import assert from 'node:assert/strict';
import { makeRecords } from '../data/records.ts';
import { scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { idsOf } from '../expect/same-hits.ts';
import { storeFailure } from './check-write.ts';
import type { FaultCase, FaultContext } from './fault-case.ts';
import type { NamedFault } from './named-faults.ts';

/** A reading that fails must reject: an empty answer would be wrong. */
export function readCases(named: NamedFault): readonly FaultCase[] {
  return [
    {
      title: `reading gives the truth or fails under ${named.name}`,
      async run(context) {
        const { direct, store, spec } = context;
        const records = makeRecords(40, 60);
        await direct.upsert(records);
        const ids = idsOf(records);
        const vector = vectorOf(records[3], 'text');
        await tryReading(context, named, 'get', async () => {
          const found = await store.get(ids);
          assert.deepEqual(
            found.map((record) => record?.id),
            ids,
          );
        });
        await tryReading(context, named, 'count', async () => {
          assert.equal(await store.count(), 40);
        });
        await tryReading(context, named, 'count with a filter', async () => {
          assert.equal(await store.count({ filter: { color: { $exists: true } } }), 40);
        });
        await tryReading(context, named, 'search', async () => {
          const { hits } = await store.search({ vector, using: 'text', limit: 40 });
          assert.deepEqual(idsOf(hits).toSorted(), ids);
        });
        await tryReading(context, named, 'a rescored search', async () => {
          const { hits } = await store.search({
            vector,
            using: 'text_32',
            rescore: 'text',
            limit: 10,
          });
          assert.equal(hits[0]?.id, 'r0003');
        });
        await tryReading(context, named, 'scan', async () => {
          assert.deepEqual(idsOf(await scanAll(store, { pageSize: 9 })).toSorted(), ids);
        });
        await tryReading(context, named, 'describe', async () => {
          assert.equal((await store.describe())?.count, 40);
        });
        await tryReading(context, named, 'plan', async () => {
          assert.deepEqual((await store.plan(spec)).steps, []);
        });
      },
    },
  ];
}

async function tryReading(
  { transport }: FaultContext,
  named: NamedFault,
  what: string,
  read: () => Promise<void>,
): Promise<void> {
  for (const skip of transport.skips.slice(0, 2)) {
    transport.arm(named.fault, skip);
    const error = await failureBut(read(), what);
    transport.clear();
    if (named.harmless === true) assert.equal(error, undefined, `${named.name} made ${what} fail`);
    assert.deepEqual(error?.details.unconfirmedIds ?? [], [], `${what} writes nothing`);
    if (error !== undefined)
      assert.equal(error.details.retryable, true, `${named.name} is worth another try`);
    await read();
  }
}

/** A wrong result is distinguished from a call that failed in the wrong way. */
async function failureBut(reading: Promise<void>, what: string): ReturnType<typeof storeFailure> {
  return await storeFailure(
    reading.catch((error: unknown) => {
      if (error instanceof assert.AssertionError) error.message = `${what}: ${error.message}`;
      throw error;
    }),
  );
}
