import type { VectorRecord } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import {
  checkRecords,
  checkUpdate,
  metadataJson,
  type RecordUpdate,
  type ResolvedSpec,
  type StoreLimits,
  type UpsertOptions,
} from '@nestvec/core/store';
import { databaseName } from './observe.ts';

/** Checks every record before the first is written, so that a bad one leaves nothing behind. */
export function checkWrite(
  records: readonly VectorRecord[],
  spec: ResolvedSpec,
  limits: StoreLimits,
  options: UpsertOptions | undefined,
): void {
  checkRecords(records, spec, databaseName, options);
  for (const [i, record] of records.entries()) {
    checkSize(record.metadata, limits, `records[${i}].metadata`);
  }
}

/** The same for changes. */
export function checkChanges(
  changes: readonly RecordUpdate[],
  spec: ResolvedSpec,
  limits: StoreLimits,
): void {
  for (const [i, change] of changes.entries()) {
    checkUpdate(change, spec, `changes[${i}]`);
    checkSize(change.metadata ?? {}, limits, `changes[${i}].metadata`);
  }
}

function checkSize(metadata: VectorRecord['metadata'], limits: StoreLimits, path: string): void {
  if (limits.metadataBytes === Number.POSITIVE_INFINITY) return;
  const bytes = Buffer.byteLength(metadataJson(metadata));
  if (bytes > limits.metadataBytes)
    throw invalid(path, `has ${bytes} bytes where ${limits.metadataBytes} are allowed`);
}
