import type { Observed } from '../plan/types.ts';
import { theirsOf } from './collection/attach.ts';
import type { CollectionDescription, DescribeOptions } from './store.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection } from './store-session.ts';

/** What a collection that was found is; of a tenant's store its records alone are counted. */
export async function describeCollection<Found extends FoundCollection, Scope extends ScopeStart>(
  parts: StoreParts<Found, Scope>,
  tenant: string | undefined,
  found: Found,
  call: DescribeOptions | undefined,
): Promise<CollectionDescription> {
  const { memory } = found;
  const isCounted = call?.count !== false;
  const count = isCounted ? await parts.countAll(found, tenant, 'describe', call) : undefined;
  const observed: Observed =
    memory === undefined
      ? { embedder: undefined, vectors: {}, fields: {}, tenants: parts.hasTenants(found) }
      : { ...parts.observe({ ...found, memory }), ...theirsOf(memory) };
  const described = { spec: memory?.spec, observed };
  return count === undefined ? described : { ...described, count };
}
