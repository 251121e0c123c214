import assert from 'node:assert/strict';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { getOne } from '../expect/collect.ts';
import { sameRecord } from '../expect/same-record.ts';
import { idsOf } from '../expect/same-hits.ts';
import { checkStored, storeFailure } from './check-write.ts';
import type { FaultCase, FaultContext } from './fault-case.ts';

/** A fault that lasts; only where requests can be distinguished. */
export const endlessCase: FaultCase = {
  title: 'a server that keeps failing ends a write with all its ids unconfirmed',
  async run({ store, direct, transport, records }) {
    const fault = { kind: 'answer', acted: false, status: 503 } as const;
    transport.arm(fault, 0, Number.POSITIVE_INFINITY);
    const error = await storeFailure(store.upsert(makeRecords(records)));
    transport.clear();
    const unconfirmed = [...(error?.details.unconfirmedIds ?? [])];
    assert.deepEqual(unconfirmed.sort(), idsOf(makeRecords(records)));
    assert.equal(await direct.count(), 0);
  },
};

/** Faults at random, and faults that meet a plan. */
export const lastingCases: readonly FaultCase[] = [
  {
    title: 'a plan that was broken off can be made again and applied to its end',
    async run({ store, direct, transport, spec }) {
      for (const { name, fault } of transport.faults) {
        for (const skip of transport.skips) {
          await direct.drop();
          for (let tries = 0; tries < 5; tries++) {
            transport.arm(fault, skip);
            const error = await storeFailure(store.plan(spec).then((plan) => store.apply(plan)));
            transport.clear();
            if (error === undefined) break;
          }
          const rest = await store.plan(spec);
          await store.apply(rest);
          assert.deepEqual(
            (await direct.plan(spec)).steps,
            [],
            `after ${name}, ${skip} requests in`,
          );
          const record = makeRecord('first', 1);
          await store.upsert([record]);
          sameRecord(await getOne(direct, 'first'), record);
        }
      }
    },
  },
  {
    title:
      'writers that resume with what was not confirmed store everything, whatever happens at random',
    async run(context) {
      const { direct, transport, seed } = context;
      const random = createRandom(seed);
      const records = makeRecords(160, 70);
      const transports = [0, 1, 2, 3].map((writer) => records.slice(writer * 40, writer * 40 + 40));
      let finished = 0;
      const disturbing = (async () => {
        while (finished < transports.length) {
          const { fault } = random.pick(transport.faults);
          transport.arm(fault, random.below(3));
          await new Promise((resolve) => setTimeout(resolve, transport.pauseMs));
        }
        transport.clear();
      })();
      await Promise.all(
        transports.map(async (own) => {
          await writeAll(context, own);
          finished++;
        }),
      );
      await disturbing;
      const written = new Map(records.map((record) => [record.id, record]));
      await checkStored(direct, idsOf(records), (id) => [written.get(id)]);
      assert.equal(await direct.count(), records.length);
    },
  },
];

async function writeAll(
  { store }: FaultContext,
  records: ReturnType<typeof makeRecords>,
): Promise<void> {
  const ids = new Set(idsOf(records));
  let left = records;
  for (let tries = 0; left.length > 0; tries++) {
    assert.ok(tries < 200, `still ${left.length} unconfirmed records after ${tries} tries`);
    const error = await storeFailure(store.upsert(left));
    const unconfirmed = new Set(error?.details.unconfirmedIds);
    const strange = [...unconfirmed].filter((id) => !ids.has(id));
    assert.deepEqual(strange, [], 'ids of another writer');
    left = left.filter(({ id }) => unconfirmed.has(id));
  }
}
