import { isDeepStrictEqual } from 'node:util';
import type { CallOptions } from '@nestvec/core';
import { type FilterNode, invalid, type ResolvedSpec } from '@nestvec/core/store';
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
  return viewOf(session, tenant, await session.open(operation, call));
}

/**
 * Reads with a view. To ask for the collection first would double the time of a search, so what is known of it is used, and it is
 * asked for beside: if it has changed since, the reading is done again.
 */
export async function readWithView<Result>(
  session: Session,
  tenant: string | undefined,
  [operation, call]: readonly [string, CallOptions | undefined],
  read: (view: View) => Promise<Result>,
): Promise<Result> {
  session.begin(operation, call);
  const known = session.known();
  if (known === undefined) return await read(await openView(session, tenant, operation, call));
  const [reading, opening] = await Promise.allSettled([
    (async () => read(viewOf(session, tenant, known)))(),
    openView(session, tenant, operation, call),
  ]);
  if (opening.status === 'rejected') throw opening.reason;
  if (!isDeepStrictEqual(opening.value.info, known.info)) return await read(opening.value);
  if (reading.status === 'rejected') throw reading.reason;
  return reading.value;
}

function viewOf(session: Session, tenant: string | undefined, open: OpenCollection): View {
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
