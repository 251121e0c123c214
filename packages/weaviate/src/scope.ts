import type { CollectionMemory, FilterNode, OpenCollection, ScopeStart } from '@nestvec/core/store';
import type { ObjectPlace, WeaviateApi } from './api.ts';
import { attachedLayout } from './attach-layout.ts';
import { checkClientFilter } from './client-filter.ts';
import { compileFilter, type WeaviateFilter } from './filter.ts';
import type { CollectionInfo } from './info.ts';
import type { Layout } from './layout.ts';
import { ownLayout } from './record.ts';
import type { FoundCollection, Session } from './session.ts';

/** One collection as one call of one tenant sees it. */
export interface Scope extends OpenCollection<FoundCollection>, ScopeStart {
  readonly session: Session;
  readonly api: WeaviateApi;
  readonly layout: Layout;
  readonly place: ObjectPlace;
  /** A filter as Weaviate's; `undefined` stands for all objects. */
  readonly where: (filter: FilterNode) => WeaviateFilter | undefined;
}

/** The scope of a call. */
export function scopeOf(
  session: Session,
  open: OpenCollection<FoundCollection>,
  start: ScopeStart,
): Scope {
  const { client, consistency } = session.options;
  const { recordFields } = open.memory;
  const layout = layoutIn(session, { spec: start.spec, recordFields }, open.info);
  return {
    ...open,
    ...start,
    session,
    layout,
    api: session.apiUntil(start.signal),
    place: { class: session.class, tenant: start.tenant, consistency },
    where(filter) {
      if (client !== undefined) checkClientFilter(filter);
      return compileFilter(filter, layout.leaf);
    },
  };
}

/** How the records of a class lie. */
export function layoutIn(
  { options: { attach } }: Session,
  { spec, recordFields }: Pick<CollectionMemory, 'spec' | 'recordFields'>,
  info: CollectionInfo,
): Layout {
  return attach === undefined
    ? ownLayout(spec, info, recordFields === true)
    : attachedLayout(attach, spec, info);
}
