import type { FilterNode, OpenCollection, ResolvedSpec, ScopeStart } from '@nestvec/core/store';
import type { QdrantApi } from './api.ts';
import { attachedLayout } from './attach-layout.ts';
import { compileFilter, type QdrantFilter } from './filter.ts';
import type { Layout } from './layout.ts';
import { ownLayout } from './record.ts';
import type { FoundCollection, Session } from './session.ts';

/** One collection as one call of one tenant sees it. */
export interface Scope extends OpenCollection<FoundCollection>, ScopeStart {
  readonly session: Session;
  readonly api: QdrantApi;
  readonly layout: Layout;
  /** The tenant’s part of a filter’s records; `undefined` stands for all points. */
  readonly where: (filter: FilterNode) => QdrantFilter | undefined;
}

/** The scope of a call. */
export function scopeOf(
  session: Session,
  open: OpenCollection<FoundCollection>,
  start: ScopeStart,
): Scope {
  const layout = layoutOf(session, start.spec, start.tenant);
  return {
    ...open,
    ...start,
    session,
    layout,
    api: session.apiUntil(start.signal),
    where: (filter) => compileFilter(filter, layout.leaf, layout.tenantCondition),
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
