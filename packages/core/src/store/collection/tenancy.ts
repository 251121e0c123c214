import { invalid } from '../../errors.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';

/** Throws `invalid-input` where a tenant's store is asked to make a collection in which tenants can't be kept apart. */
export function checkTenantSpec(
  { name, tenants }: Pick<ResolvedSpec, 'name' | 'tenants'>,
  tenant: string | undefined,
): void {
  if (tenant === undefined || tenants) return;
  throw invalid(
    'spec.tenants',
    `is false, and this store is that of tenant ${tenant} of "${name}"; pass tenants: true`,
  );
}

/** Throws `invalid-input` unless a tenant is named exactly where a collection has them. */
export function checkTenancy(
  { tenants }: Pick<ResolvedSpec, 'tenants'>,
  tenant: string | undefined,
  collection: string,
): void {
  if (tenants && tenant === undefined)
    throw invalid('tenant', `"${collection}" has tenants; name one with store.tenant(name)`);
  if (!tenants && tenant !== undefined)
    throw invalid('tenant', `"${collection}" has no tenants; declare them in its spec`);
}
