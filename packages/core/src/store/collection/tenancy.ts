import { invalid } from '../../errors.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';

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
