import type { Explain } from '../search/search.ts';

/** What `explain` says in a database that counts the words of all tenants together. */
export function rarityOf({
  tenant,
}: {
  readonly tenant: string | undefined;
}): Pick<Explain, 'rarity'> {
  return tenant === undefined ? {} : { rarity: 'over-all-tenants' };
}
