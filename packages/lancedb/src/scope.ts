import type { ScopeStart } from '@nestvec/core/store';
import { attachedLayout } from './attached-layout.ts';
import { type Layout, ownLayout } from './layout.ts';
import type { OpenTable, Session } from './session.ts';

/** One table as one call of one tenant sees it. */
export interface Scope extends OpenTable, ScopeStart {
  readonly session: Session;
  readonly layout: Layout;
}

/** The scope of a call. */
export function scopeOf(session: Session, open: OpenTable, start: ScopeStart): Scope {
  return {
    ...open,
    ...start,
    session,
    layout: layoutIn(session, open, start.tenant, start.operation),
  };
}

/** How the records of a table lie. */
export function layoutIn(
  { options: { attach } }: Session,
  { memory, columns, peers }: OpenTable,
  tenant: string | undefined,
  operation: string,
): Layout {
  return attach === undefined
    ? ownLayout(memory.spec, tenant, peers.arrow)
    : attachedLayout(attach, memory.spec, columns, peers.arrow, operation === 'update');
}
