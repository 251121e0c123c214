import type { Store, VectorRecord } from '@nestvec/core';
import type { ScanOptions } from '@nestvec/core/store';

/** Every record of a scan. */
export async function scanAll(store: Store, options?: ScanOptions): Promise<VectorRecord[]> {
  const records: VectorRecord[] = [];
  for await (const page of store.scan(options)) records.push(...page.records);
  return records;
}

/** One stored record with all its vectors, or undefined. */
export async function getOne(store: Store, id: string): Promise<VectorRecord | undefined> {
  const [record] = await store.get([id]);
  return record;
}
