import { type CollectionDescription, NestvecError } from '@nestvec/core';
import { z } from 'zod';
import type { Place } from './api.ts';
import { observeCollection } from './apply.ts';
import { databaseName, strangeAnswer } from './errors.ts';
import type { FoundCollection, Session } from './session.ts';

/** A collection as it is, also one of somebody else. Of one with tenants those are counted that are awake. */
export async function describeCollection(
  session: Session,
  found: FoundCollection,
  tenant: string | undefined,
): Promise<CollectionDescription> {
  const { memory, info } = found;
  let count = 0;
  for (const place of await placesOf(session, info.tenants, tenant))
    count += await session.api.count(place, undefined);
  const observed = memory === undefined ? undefined : observeCollection(session, found, 'describe');
  return {
    spec: memory?.spec,
    observed: observed ?? { embedder: undefined, vectors: {}, fields: {}, tenants: info.tenants },
    count,
  };
}

const tenantsSchema = z.array(z.object({ name: z.string(), activityStatus: z.string().nullish() }));

/** Where the records of a collection are: the one tenant that is meant, or every one that is awake, or all of them. */
export async function placesOf(
  session: Session,
  hasTenants: boolean,
  tenant: string | undefined,
  which: 'awake' | 'all' = 'awake',
): Promise<readonly Place[]> {
  const place = { class: session.class, tenant, consistency: session.options.consistency };
  if (!hasTenants || tenant !== undefined) return [place];
  const parsed = tenantsSchema.safeParse(await session.api.listTenants(session.class));
  if (!parsed.success) throw strangeAnswer('it lists no tenants', parsed.error);
  return parsed.data
    .filter(
      ({ activityStatus }) =>
        which === 'all' || !/^(COLD|INACTIVE|FROZEN|OFFLOADED)/.test(activityStatus ?? ''),
    )
    .map(({ name }) => ({ ...place, tenant: name }));
}

/** Says whether there was a collection. Of an alias the server would delete nothing, and say that it did. */
export async function dropCollection(session: Session): Promise<boolean> {
  const { api, options } = session;
  const found = await session.find('drop');
  if (found === undefined) return false;
  if (found.info.class !== session.class)
    throw new NestvecError(
      'invalid-input',
      `${databaseName}: "${options.collection}" is another name (alias) of ${found.info.class}; drop that one under its own name`,
      { field: 'weaviate.collection' },
    );
  await api.deleteClass(session.class);
  if ((await session.find('drop')) === undefined) return true;
  throw strangeAnswer('it says that the collection is deleted, and it is not');
}
