import { reservedNames } from '@nestvec/core/store';
import { payloadIndexes } from './schema.ts';
import type { Scope } from './scope.ts';

/** Makes the index by tenant where the creation of the collection was broken off before it. */
export async function ensureTenantIndex({ api, spec, info, collection }: Scope): Promise<void> {
  const key = reservedNames.tenant;
  const schema = payloadIndexes(spec)[key];
  if (schema === undefined || info.indexes[key] === schema.type) return;
  await api.createPayloadIndex(collection, {
    field_name: key,
    field_schema: schema,
    wait: true,
  });
}
