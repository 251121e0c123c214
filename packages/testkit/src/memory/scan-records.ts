import {
  type FilterNode,
  matches,
  type ResolvedSpec,
  type ScanOptions,
  type ScanPage,
} from '@nestvec/core/store';
import type { RecordTable } from './attach.ts';
import { selectRecord } from './copy-record.ts';

/** Pages in the order of ids. Each page looks at the records anew, so a scan goes on across writes; the cursor is the last id seen. */
export async function* scanRecords(
  current: () => Pick<RecordTable, 'values'>,
  filter: FilterNode,
  options: ScanOptions,
  spec: Pick<ResolvedSpec, 'fields'>,
): AsyncGenerator<ScanPage, void, undefined> {
  const { pageSize = 256, include } = options;
  for (let after = options.after; ;) {
    const from = after;
    const page = [...current().values()]
      .filter((record) => (from === undefined || record.id > from) && matches(filter, record))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    yield { records: page.map((record) => selectRecord(record, include, spec)), cursor: last.id };
    after = last.id;
  }
}
