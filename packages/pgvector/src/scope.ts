import type { OpenCollection, ScopeStart } from '@nestvec/core/store';
import type { Connection } from './database/database.ts';
import { attachedLayout } from './attached-layout.ts';
import type { Layout } from './layout.ts';
import { ownLayout } from './record.ts';
import { vectorColumn } from './schema.ts';
import type { FoundTable, Session } from './session.ts';
import { indexesOf, type TableInfo } from './table-info.ts';

/** One table as one call of one tenant sees it. */
export interface Scope extends OpenCollection<FoundTable>, ScopeStart {
  readonly session: Session;
  readonly layout: Layout;
  /** The connection of a transaction, in which whatever is read is kept from other writers. */
  readonly held?: Connection | undefined;
}

/** The scope of a call. */
export function scopeOf(
  session: Session,
  open: OpenCollection<FoundTable>,
  start: ScopeStart,
): Scope {
  return { ...open, ...start, session, layout: layoutIn(session, open, start.tenant) };
}

/** How the records of a table lie. */
export function layoutIn(
  { options, table }: Session,
  { memory, info }: OpenCollection<FoundTable>,
  tenant: string | undefined,
): Layout {
  if (options.attach !== undefined) return attachedLayout(table, options.attach, memory.spec, info);
  return ownLayout(table, memory.spec, tenant, graphsOf(info, Object.keys(memory.spec.vectors)));
}

/** The vectors of ours that have an index. */
function graphsOf(info: TableInfo, vectors: readonly string[]): ReadonlySet<string> {
  return new Set(vectors.filter((name) => indexesOf(info, vectorColumn(name)).length > 0));
}
