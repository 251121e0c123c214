import { type OpenCollection, parseFilter } from '@nestvec/core/store';
import { defaultNamespace } from './client.ts';
import { findIds } from './find-ids.ts';
import { scopeOf } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';

/**
 * Names of the tenants that have records, each a namespace. Pinecone keeps the names of emptied ones, and its counts lag behind, so
 * where it counts none it is asked for one.
 */
export async function tenantsOf(
  session: Session,
  open: OpenCollection<FoundCollection>,
): Promise<readonly string[]> {
  const { collection } = session.options;
  const { spec, incomplete } = open.memory;
  const { data } = open.home;
  const [names, counts] = await Promise.all([data.namespaces(), data.counts()]);
  const everything = parseFilter(undefined, spec.fields);
  const begin = (): void => session.begin('tenants', undefined);
  const start = {
    collection,
    spec,
    incomplete,
    operation: 'tenants',
    signal: undefined,
    begin,
  };
  const found: string[] = [];
  for (const name of names) {
    if (name === '' || name === defaultNamespace) continue;
    const isCounted = (counts.get(name) ?? 0) > 0;
    const scope = scopeOf(session, open, { ...start, tenant: name });
    if (isCounted || (await findIds(scope, everything)).ids.length > 0) found.push(name);
  }
  return found;
}
