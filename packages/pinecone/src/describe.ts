import type { CallOptions, CollectionDescription } from '@nestvec/core';
import { defaultNamespace } from './client.ts';
import { countRecords } from './count.ts';
import { observe, observedForeign } from './observe.ts';
import type { FoundCollection, Session } from './session.ts';
import { viewOf } from './view.ts';

/** A collection as it is, also one of somebody else; the records of one tenant, or of all. */
export async function describeCollection(
  session: Session,
  found: FoundCollection,
  tenant: string | undefined,
  call: CallOptions | undefined,
): Promise<CollectionDescription> {
  const { memory, home } = found;
  const isWhole = tenant === undefined && memory?.spec.tenants !== false;
  if (memory === undefined || isWhole) {
    const counts = await home.data.counts(call?.signal);
    const count = [...counts.values()].reduce((sum, one) => sum + one, 0);
    return memory === undefined
      ? { spec: undefined, observed: observedForeign, count }
      : { spec: memory.spec, observed: observe(memory), count };
  }
  const view = viewOf(
    session,
    { ...found, memory },
    tenant ?? session.options.attach?.namespace ?? defaultNamespace,
  );
  const count = await countRecords(view, { op: 'and', nodes: [] }, ['describe', call]);
  return { spec: memory.spec, observed: observe(memory), count };
}
