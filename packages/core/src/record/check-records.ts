import { checkOrigin } from '../embedder/check-embedder.ts';
import { invalid } from '../errors.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { UpsertOptions } from '../store/store.ts';
import { checkRecord } from './check-record.ts';
import type { VectorRecord } from './record.ts';

/**
 * Checks everything that an upsert is given, before the first record is sent. Throws `identity` where the collection was filled by
 * another embedder, and `invalid-input` naming the place.
 */
export function checkRecords(
  records: readonly VectorRecord[],
  spec: ResolvedSpec,
  database: string,
  options: UpsertOptions | undefined,
): void {
  const { madeBy, withoutVectors = false } = options ?? {};
  if (madeBy !== undefined) checkOrigin({ database, name: spec.name }, spec.embedder, madeBy);
  for (const [i, record] of records.entries()) {
    const path = `records[${i}]`;
    checkRecord(record, spec, path);
    if (!withoutVectors && Object.values(record.vectors).every((vector) => vector === undefined))
      throw invalid(
        `${path}.vectors`,
        'is empty, so no search over vectors would find the record; give it a vector, or pass withoutVectors: true to store it without one',
      );
  }
}
