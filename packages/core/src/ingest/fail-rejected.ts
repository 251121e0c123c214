import type { IngestContext } from './context.ts';
import type { Rejected } from './rejection.ts';
import type { ReadyRecord } from './write.ts';

/** Reports records that the database does not take. */
export async function failRejected(
  rejected: readonly Rejected<ReadyRecord>[],
  context: IngestContext,
): Promise<void> {
  for (const { entry, error } of rejected) {
    const { index, item, record } = entry;
    await context.fail({ id: record.id, index, stage: 'write', error, item });
  }
}
