import { type CallOptions, type FilterNode, invalid, type ResolvedSpec } from '@nestvec/core';
import { attachedLayout } from './attach-layout.ts';
import { compileFilter, type QdrantFilter } from './filter.ts';
import type { Layout } from './layout.ts';
import { ownLayout } from './record.ts';
import type { OpenCollection, Session } from './session.ts';

/** One collection seen by one tenant, as it was when a call began. */
export interface View extends OpenCollection {
  readonly session: Session;
  readonly spec: ResolvedSpec;
  readonly layout: Layout;
  readonly collection: string;
  /** The tenant’s part of a filter’s records; `undefined` stands for all points. */
  where(filter: FilterNode): QdrantFilter | undefined;
}

/** Opens the collection for a call. Throws where a tenant is wanted and not given, or the other way round. */
export async function openView(
  session: Session,
  tenant: string | undefined,
  operation: string,
  call: CallOptions | undefined,
): Promise<View> {
  const open = await session.open(operation, call);
  const { spec } = open.memory;
  const { collection } = session.options;
  if (spec.tenants && tenant === undefined)
    throw invalid('tenant', `"${collection}" has tenants; name one with store.tenant(name)`);
  if (!spec.tenants && tenant !== undefined)
    throw invalid('tenant', `"${collection}" has no tenants; declare them in its spec`);
  const layout = layoutOf(session, spec, tenant);
  return {
    ...open,
    session,
    spec,
    layout,
    collection,
    where: (filter) => compileFilter(filter, layout.leaf, layout.scope),
  };
}

/** How the records of a collection lie. */
export function layoutOf(
  { options: { attach } }: Session,
  spec: ResolvedSpec,
  tenant: string | undefined,
): Layout {
  return attach === undefined ? ownLayout(spec, tenant) : attachedLayout(attach, spec);
}
