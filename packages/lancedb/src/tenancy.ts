import { invalid } from '@nestvec/core/store';

/** Throws `invalid-input` unless a tenant is named exactly where a collection has them. */
export function checkTenancy(
  declared: boolean,
  tenant: string | undefined,
  collection: string,
): void {
  if (declared && tenant === undefined) {
    throw invalid('tenant', `"${collection}" has tenants; name one with store.tenant(name)`);
  }
  if (!declared && tenant !== undefined) {
    throw invalid('tenant', `"${collection}" has no tenants; declare them in its spec`);
  }
}
