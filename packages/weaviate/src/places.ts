import { z } from 'zod';
import type { ObjectPlace } from './api.ts';
import { strangeAnswer } from './errors.ts';
import type { CollectionInfo } from './info.ts';
import type { Session } from './session.ts';

const tenantsSchema = z.array(z.object({ name: z.string(), activityStatus: z.string().nullish() }));

/** Where the records of a collection are: the one tenant that is meant, or every one that is awake, or all of them. */
export async function placesOf(
  session: Session,
  { class: name, tenants }: Pick<CollectionInfo, 'class' | 'tenants'>,
  tenant: string | undefined,
  which: 'awake' | 'all' = 'awake',
): Promise<readonly ObjectPlace[]> {
  const place = { class: name, tenant, consistency: session.options.consistency };
  if (!tenants) return [{ ...place, tenant: undefined }];
  if (tenant !== undefined) return [place];
  const parsed = tenantsSchema.safeParse(await session.api.listTenants(name));
  if (!parsed.success) throw strangeAnswer('it does not list tenants', parsed.error);
  return parsed.data
    .filter(
      ({ activityStatus }) =>
        which === 'all' || !/^(COLD|INACTIVE|FROZEN|OFFLOADED)/.test(activityStatus ?? ''),
    )
    .map(({ name }) => ({ ...place, tenant: name }));
}
