import { reservedNames } from '@nestvec/core/store';
import type { OpenTable } from './session.ts';

/** Names of the tenants that have records. */
export async function tenantsOf({ table }: Pick<OpenTable, 'table'>): Promise<readonly string[]> {
  const names = new Set<string>();
  const column = reservedNames.tenant;
  for await (const batch of table.query().select([column]))
    for (const row of batch) names.add(String((row as Record<string, unknown>)[column])); // of the column selected
  return [...names];
}
