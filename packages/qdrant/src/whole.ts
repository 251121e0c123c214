import { type CollectionDescription, NestvecError } from '@nestvec/core';
import { observeCollection } from './apply.ts';
import { databaseName } from './errors.ts';
import { countPoints } from './count.ts';
import type { FoundCollection, Session } from './session.ts';
import { layoutOf } from './view.ts';

/** A collection as it is, also one of somebody else. */
export async function describeCollection(
  session: Session,
  found: FoundCollection,
  tenant: string | undefined,
): Promise<CollectionDescription> {
  const { info, memory } = found;
  const scope = memory === undefined ? undefined : layoutOf(session, memory.spec, tenant).scope;
  const count = await countPoints(
    session,
    info,
    scope === undefined ? undefined : { must: [scope] },
  );
  const observed = memory === undefined ? undefined : observeCollection(session, found, 'describe');
  return {
    spec: memory?.spec,
    observed: observed ?? { embedder: undefined, vectors: {}, fields: {}, tenants: false },
    count,
  };
}

/** Says whether there was a collection. An alias is none: the server answers that it did nothing, and leaves everything. */
export async function dropCollection(session: Session): Promise<boolean> {
  const { api, options } = session;
  const { collection } = options;
  if ((await api.deleteCollection(collection)) === true) return true;
  if ((await session.find('drop')) === undefined) return false;
  throw new NestvecError(
    'invalid-input',
    `${databaseName}: "${collection}" is another name (alias) of a collection; drop that one under its own name`,
    { field: 'qdrant.collection' },
  );
}
