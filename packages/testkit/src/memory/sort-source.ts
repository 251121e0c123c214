import { matches, type SortSource } from '@nestvec/core/store';
import type { RecordTable } from './attach.ts';
import { selectRecord } from './copy-record.ts';

/** What a sorted list of a table is made of. */
export function sortSource(records: Pick<RecordTable, 'values' | 'get'>): SortSource {
  return {
    async *scan(filter) {
      yield { records: [...records.values()].filter((record) => matches(filter, record)) };
    },
    read: async (ids, include) =>
      new Map(
        ids.flatMap((id) => {
          const record = records.get(id);
          return record === undefined ? [] : [[id, selectRecord(record, include)] as const];
        }),
      ),
  };
}
