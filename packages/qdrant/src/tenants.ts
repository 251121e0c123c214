import { reservedNames } from '@nestvec/core/store';
import type { QdrantApi } from './api.ts';
import { readFacet } from './read-facet.ts';

/** More tenants than a collection can have. */
const most = 10_000_000;

/** Names of the tenants that have points. */
export async function tenantsOf(
  api: Pick<QdrantApi, 'facet'>,
  collection: string,
): Promise<readonly string[]> {
  const request = { key: reservedNames.tenant, limit: most, exact: true } as const;
  const found = readFacet(await api.facet(collection, request));
  return found.filter(([, count]) => count > 0).map(([value]) => String(value));
}
