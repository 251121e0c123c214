import type { CallOptions } from '../async/signal.ts';
import { recordBytes } from '../ingest/to-record.ts';
import type { PlanStep } from '../plan/types.ts';
import type { CopyContext } from './pass/copy-context.ts';
import type { CopyPart } from './copy-parts.ts';
import type { CopyEstimate } from './copy-report.ts';

/** Records that a size is estimated by. */
const sampled = 256;

/** Counts what would be copied, and how much room it takes. */
export async function estimateCopy(
  parts: readonly CopyPart[],
  { include, convert }: Pick<CopyContext, 'include' | 'convert'>,
  steps: readonly PlanStep[],
  { signal }: CallOptions,
): Promise<CopyEstimate> {
  let [records, bytes, read, readMs] = [0, 0, 0, 0];
  for (const { from } of parts) {
    records += await from.count({ signal });
    if (read >= sampled) continue;
    const startedAt = performance.now();
    for await (const page of from.scan({ include, pageSize: sampled, signal })) {
      for (const record of page.records) bytes += recordBytes(convert(record));
      read += page.records.length;
      readMs += performance.now() - startedAt;
      break;
    }
  }
  const storageBytes = read === 0 ? 0 : Math.round((bytes / read) * records);
  const durationMs = read === 0 ? undefined : Math.round((readMs / read) * records);
  const tenants = parts.some(({ tenant }) => tenant !== undefined) ? parts.length : undefined;
  return { records, tenants, storageBytes, durationMs, steps };
}
