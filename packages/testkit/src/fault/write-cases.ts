import assert from 'node:assert/strict';
import type { VectorRecord } from '@nestvec/core';
import { applyUpdate, type RecordUpdate } from '@nestvec/core/store';
import { makeRecords } from '../data/records.ts';
import { vectorOf } from '../expect/defined.ts';
import { checkStored, checkWrite, storeFailure } from './check-write.ts';
import type { FaultCase } from './fault-case.ts';
import type { NamedFault } from './named-faults.ts';

/** Every kind of write under one fault. */
export function writeCases(named: NamedFault): readonly FaultCase[] {
  return [
    {
      title: `upsert keeps its word under ${named.name}`,
      async run(context) {
        const { store, direct, records } = context;
        for (const skip of context.transport.skips) {
          const [old, fresh] = [makeRecords(records, 10 + skip), makeRecords(records, 20 + skip)];
          // Half of the records are new.
          const kept = old.slice(0, records / 2);
          await direct.remove({ all: true });
          await direct.upsert(kept);
          const [before, after] = [byId(kept), byId(fresh)];
          await checkWrite(context, named, skip, {
            ids: [...after.keys()],
            before: (id) => before.get(id),
            after: (id) => after.get(id),
            write: (ids) => store.upsert(fresh.filter(({ id }) => ids.includes(id))),
          });
          assert.equal(await direct.count(), records);
        }
      },
    },
    {
      title: `update keeps its word under ${named.name}`,
      async run(context) {
        const { store, direct, records } = context;
        const fresh = makeRecords(records, 30);
        const change = (record: VectorRecord): RecordUpdate => ({
          id: record.id,
          vectors: { text: vectorOf(record, 'text') },
          metadata: { color: 'changed', nested: { version: 2 } },
          unset: ['price'],
          text: `changed ${record.id}`,
        });
        for (const skip of context.transport.skips) {
          const old = makeRecords(records, 31 + skip);
          await direct.upsert(old);
          const before = byId(old);
          const after = byId(
            old.map((record, i) => applyUpdate(record, change(fresh[i] ?? record))),
          );
          await checkWrite(context, named, skip, {
            ids: [...before.keys()],
            before: (id) => before.get(id),
            after: (id) => after.get(id),
            write: (ids) => store.update(fresh.filter(({ id }) => ids.includes(id)).map(change)),
          });
          assert.equal(await direct.count(), records);
        }
      },
    },
    {
      title: `remove keeps its word under ${named.name}`,
      async run(context) {
        const { store, direct, records } = context;
        for (const skip of context.transport.skips) {
          const old = makeRecords(records, 40 + skip);
          await direct.upsert(old);
          const before = byId(old);
          await checkWrite(context, named, skip, {
            ids: [...before.keys()].slice(0, records / 2),
            before: (id) => before.get(id),
            after: () => undefined,
            write: (ids) => store.remove({ ids }),
          });
          assert.equal(await direct.count(), records - Math.floor(records / 2));
        }
      },
    },
    {
      title: `remove by filter takes nothing but what it means under ${named.name}`,
      async run({ store, direct, transport, records }) {
        const old = makeRecords(records, 50);
        await direct.upsert(old);
        const filter = { color: 'red' };
        transport.arm(named.fault);
        const error = await storeFailure(store.remove({ filter }));
        transport.clear();
        if (named.harmless === true) assert.equal(error, undefined, `${named.name} made it fail`);
        if (error !== undefined) await store.remove({ filter });
        await checkStored(
          direct,
          old.map(({ id }) => id),
          (id) => {
            const record = old.find((entry) => entry.id === id);
            return record?.metadata['color'] === 'red' ? [undefined] : [record];
          },
        );
      },
    },
  ];
}

function byId(records: readonly VectorRecord[]): ReadonlyMap<string, VectorRecord> {
  return new Map(records.map((record) => [record.id, record]));
}
