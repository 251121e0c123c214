import type { CallOptions } from '@nestvec/core';
import type { ScopeStart } from '@nestvec/core/store';
import { attachedLayout } from './attach-layout.ts';
import { defaultNamespace } from './client.ts';
import type { Layout } from './layout.ts';
import { ownLayout } from './record.ts';
import type { IndexPlace, OpenCollection, Session } from './session.ts';

/** One collection as one call of one tenant sees it. */
export interface Scope extends OpenCollection, ScopeStart {
  readonly session: Session;
  readonly layout: Layout;
  readonly namespace: string;
}

/** The scope of a call. */
export function scopeOf(session: Session, open: OpenCollection, start: ScopeStart): Scope {
  const { attach, longText } = session.options;
  const { spec, home } = open.memory;
  const layout =
    attach === undefined
      ? ownLayout(spec, home, longText !== undefined)
      : attachedLayout(attach, home);
  return {
    ...open,
    ...start,
    session,
    layout,
    namespace: start.tenant ?? attach?.namespace ?? defaultNamespace,
  };
}

/** A scope of one namespace, for work on a collection as a whole. */
export function namespaceScope(
  session: Session,
  open: OpenCollection,
  namespace: string,
  operation: string,
  call: CallOptions | undefined,
): Scope {
  const { collection } = session.options;
  const { spec, incomplete } = open.memory;
  return {
    ...scopeOf(session, open, {
      collection,
      spec,
      incomplete,
      tenant: undefined,
      operation,
      signal: undefined,
      begin: () => session.begin(operation, call),
    }),
    namespace,
  };
}

/** The index of a named vector. */
export function placeOf({ home, others, memory }: Scope, vector: string): IndexPlace | undefined {
  return vector === memory.home ? home : others.get(vector);
}
