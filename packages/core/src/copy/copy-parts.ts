import { invalid } from '../errors.ts';
import type { CallOptions } from '../async/signal.ts';
import type { Store } from '../store/store.ts';
import type { FoundSource } from './target-spec.ts';

/** One tenant of both sides, or the whole where there are none. */
export interface CopyPart {
  readonly tenant: string | undefined;
  readonly from: Store;
  readonly to: Store;
}

/** What is copied, tenant by tenant, and whether the target has tenants. Throws `invalid-input` where the two don't go together. */
export async function copyParts(
  from: Store,
  to: Store,
  { spec }: FoundSource,
  asked: readonly string[] | undefined,
  call: CallOptions,
): Promise<{ readonly parts: readonly CopyPart[]; readonly tenants: boolean }> {
  const isWhole = spec.tenants && from.tenantName === undefined;
  if (!isWhole) {
    if (asked !== undefined)
      throw invalid(
        'options.tenants',
        from.tenantName === undefined
          ? `is for a source with tenants, and ${from.collection} has none; leave it out`
          : `is for a whole collection, and the source is tenant ${from.tenantName} alone; leave it out`,
      );
    return { parts: [{ tenant: to.tenantName, from, to }], tenants: to.tenantName !== undefined };
  }
  if (to.tenantName !== undefined)
    throw invalid(
      'to',
      `is tenant ${to.tenantName} alone, and the source has tenants of its own; pass the whole collection, or one tenant of the source`,
    );
  const found = await from.tenants(call);
  const missing = asked?.find((tenant) => !found.includes(tenant));
  if (missing !== undefined)
    throw invalid('options.tenants', `${missing} is not a tenant of ${from.collection}`);
  const names = asked === undefined ? found : found.filter((tenant) => asked.includes(tenant));
  const parts = names.map((tenant) => ({
    tenant,
    from: from.tenant(tenant),
    to: to.tenant(tenant),
  }));
  return { parts, tenants: true };
}

/** A tenant as the journal knows it; no tenant's name is empty. */
export function partKey({ tenant }: Pick<CopyPart, 'tenant'>): string {
  return tenant ?? '';
}
