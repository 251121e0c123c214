import type { FilterNode } from '@nestvec/core/store';
import type { Call } from './call.ts';
import { compileFilter } from './filter.ts';
import { findIds } from './find-ids.ts';
import type { View } from './view.ts';

/** Whole records come with each page, so pages are small. */
const recordsPerPage = 100;

/**
 * How many records pass a filter. Up to ten thousand one search tells exactly. Beyond, a filter's records are gone through page
 * by page, and all records are as many as Pinecone says, which may lag behind.
 */
export async function countRecords(view: View, filter: FilterNode, call: Call): Promise<number> {
  const { signal } = call[1] ?? {};
  const { ids, all } = await findIds(view, filter, call);
  if (all) return ids.length;
  const { home, namespace, session } = view;
  const clause = compileFilter(filter);
  if (typeof clause === 'boolean')
    return (await home.data.counts(signal)).get(namespace) ?? ids.length;
  let count = 0;
  for (let token: string | undefined; ;) {
    session.begin(...call);
    const page = { filter: clause, limit: recordsPerPage, token };
    const { ids: some, next } = await home.data.fetchByFilter(namespace, page, signal);
    count += some.length;
    if (next === undefined || next === '') return count;
    token = next;
  }
}
