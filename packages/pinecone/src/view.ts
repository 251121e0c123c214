import type { CallOptions } from '@nestvec/core';
import { invalid, type ResolvedSpec } from '@nestvec/core/store';
import { defaultNamespace } from './client.ts';
import { missingCollection } from './errors.ts';
import { isNotFound } from './failure.ts';
import { attachedLayout } from './attach-layout.ts';
import type { Layout } from './layout.ts';
import { ownLayout } from './record.ts';
import type { OpenCollection, IndexPlace, Session } from './session.ts';

/** One collection seen by one tenant, as it was when a call began. */
export interface View extends OpenCollection {
  readonly session: Session;
  readonly spec: ResolvedSpec;
  readonly layout: Layout;
  readonly collection: string;
  readonly namespace: string;
}

/** Opens the collection for a call. Throws where a tenant is wanted and not given, or the other way round. */
export async function openView(
  session: Session,
  tenant: string | undefined,
  operation: string,
  call: CallOptions | undefined,
  use: 'reading' | 'writing',
): Promise<View> {
  const open = await session.open(operation, call, use);
  const { spec } = open.memory;
  const { collection } = session.options;
  if (spec.tenants && tenant === undefined)
    throw invalid('tenant', `"${collection}" has tenants; name one with store.tenant(name)`);
  if (!spec.tenants && tenant !== undefined)
    throw invalid('tenant', `"${collection}" has no tenants; declare them in its spec`);
  return viewOf(session, open, tenant ?? session.options.attach?.namespace ?? defaultNamespace);
}

/** A view of one namespace. */
export function viewOf(session: Session, open: OpenCollection, namespace: string): View {
  const { spec, home } = open.memory;
  const { attach, collection, longText } = session.options;
  const layout =
    attach === undefined
      ? ownLayout(spec, home, longText !== undefined)
      : attachedLayout(attach, home);
  return { ...open, session, spec, layout, collection, namespace };
}

/** The index of a named vector. */
export function placeOf({ home, others, memory }: View, vector: string): IndexPlace | undefined {
  return vector === memory.home ? home : others.get(vector);
}

/**
 * Tells an index that is gone from a failure: after a 404 the collection is asked for, and what was known is forgotten. Gives
 * the error to throw.
 */
export async function explain(
  session: Session,
  operation: string,
  error: unknown,
): Promise<unknown> {
  if (!isNotFound(error)) return error;
  session.forget();
  const { collection } = session.options;
  return (await session.find(operation)) === undefined
    ? missingCollection(collection, operation, error)
    : error;
}
