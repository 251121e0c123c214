import { reservedNames } from '@nestvec/core/store';
import { z } from 'zod';
import type { QdrantApi } from './api.ts';
import { strangeAnswer } from './errors.ts';

const facetSchema = z.object({
  hits: z.array(
    z.object({ value: z.union([z.string(), z.number(), z.boolean()]), count: z.number() }),
  ),
});

/** More tenants than a collection can have. */
const most = 10_000_000;

/** Names of the tenants that have points. */
export async function tenantsOf(
  api: Pick<QdrantApi, 'facet'>,
  collection: string,
): Promise<readonly string[]> {
  const request = { key: reservedNames.tenant, limit: most, exact: true } as const;
  const parsed = facetSchema.safeParse(await api.facet(collection, request));
  if (!parsed.success) throw strangeAnswer('it counts no values', parsed.error);
  // A value whose points were removed is listed with none.
  return parsed.data.hits.filter(({ count }) => count > 0).map(({ value }) => String(value));
}
