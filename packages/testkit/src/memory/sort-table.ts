import {
  type ListPage,
  listPage,
  matches,
  type ResolvedList,
  type ResolvedSpec,
  sortRecords,
} from '@nestvec/core/store';
import type { RecordTable } from './attach.ts';
import { selectRecord } from './copy-record.ts';

/** A page of a sorted list of a table in memory. */
export async function sortTable(
  list: ResolvedList,
  records: Pick<RecordTable, 'values' | 'get'>,
  spec: Pick<ResolvedSpec, 'fields'>,
): Promise<ListPage> {
  const taken = [...records.values()].filter((record) => matches(list.filter, record));
  return await listPage(
    list,
    await sortRecords(list, pages(taken)),
    async (ids, include) =>
      new Map(
        ids.flatMap((id) => {
          const record = records.get(id);
          return record === undefined ? [] : [[id, selectRecord(record, include, spec)] as const];
        }),
      ),
  );
}

async function* pages<Some>(
  records: readonly Some[],
): AsyncGenerator<{ records: readonly Some[] }> {
  yield { records };
}
