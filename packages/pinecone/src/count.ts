import type { FilterNode } from '@nestvec/core/store';
import { defaultNamespace } from './client.ts';
import { compileFilter, placeParts } from './filter.ts';
import { findIds } from './find-ids.ts';
import { namespaceScope, type Scope } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';

/** Whole records come with each page, so pages are small. */
const recordsPerPage = 100;

/**
 * How many records pass a filter. Up to ten thousand one search counts exactly. Beyond, a filter's records are gone through page
 * by page, and all records are as many as Pinecone says, which may lag behind.
 */
export async function countRecords(scope: Scope, filter: FilterNode): Promise<number> {
  const { ids, all } = await findIds(scope, filter);
  if (all) return ids.length;
  const { home, namespace, begin, signal } = scope;
  const clause = compileFilter(placeParts(filter, scope.layout));
  if (typeof clause === 'boolean')
    return (await home.data.counts(signal)).get(namespace) ?? ids.length;
  let count = 0;
  for (let token: string | undefined; ;) {
    begin();
    const page = { filter: clause, limit: recordsPerPage, token };
    const { records, next } = await home.data.fetchByFilter(namespace, page, signal);
    count += records.size;
    if (next === undefined || next === '') return count;
    token = next;
  }
}

/** All records of one tenant, or of the whole collection, also of one that someone else made. */
export async function countAll(
  session: Session,
  { memory, ...found }: FoundCollection,
  tenant: string | undefined,
  operation: string,
): Promise<number> {
  if (memory === undefined || (tenant === undefined && memory.spec.tenants)) {
    const counts = await found.home.data.counts();
    return [...counts.values()].reduce((sum, one) => sum + one, 0);
  }
  const namespace = tenant ?? session.options.attach?.namespace ?? defaultNamespace;
  const open = { ...found, memory };
  const scope = namespaceScope(session, open, namespace, operation, undefined);
  return await countRecords(scope, { op: 'and', nodes: [] });
}
