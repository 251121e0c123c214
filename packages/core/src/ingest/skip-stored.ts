import { retry } from '../async/retry.ts';
import { isNestvecError } from '../errors.ts';
import { createIdSet } from '../record/id-set.ts';
import type { VectorRecord } from '../record/record.ts';
import type { IngestContext } from './context.ts';
import { hashItem, hashRecord } from './hash-item.ts';
import type { PreparedItem } from './prepare.ts';
import { recordFields } from './to-record.ts';

/**
 * Leaves out the items of a group that are in the database as they would be written, where `skipStored` asks for it. One `get` for a
 * group; only contents of records that are there are read for their hash. An id that came before is written again: the last one wins.
 */
export function createSkipStored(
  context: IngestContext,
): (group: readonly PreparedItem[]) => Promise<readonly PreparedItem[]> {
  const { options, target, tally, watermark } = context;
  const { signal, onRetry } = options;
  const met = createIdSet();
  return async (group) => {
    if (!options.skipStored) return group;
    const first = group.map(({ item }) => met.add(item.id));
    if (!target.exists()) return group;
    const records = await retry(
      async () =>
        await target.store.get(
          group.map(({ item }) => item.id),
          { include: { metadata: true, text: true, vectors: [] }, signal },
        ),
      { operation: 'looking items up', signal, onRetry },
    );
    const left: PreparedItem[] = [];
    const same: number[] = [];
    for (const [at, prepared] of group.entries()) {
      const isSame = first[at] === true && (await isStored(prepared, records[at], signal));
      if (isSame) same.push(prepared.index);
      else left.push(prepared);
    }
    watermark.settle(same);
    tally.add('unchanged', same.length);
    return left;
  };
}

async function isStored(
  prepared: PreparedItem,
  record: VectorRecord | undefined,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (record?.contentHash === undefined) return false;
  const { id, metadata, text, uri, parentId, source } = record;
  const stored = hashRecord({ id, metadata, text, uri, parentId, source });
  if (hashRecord({ id, ...recordFields(prepared.item, undefined) }) !== stored) return false;
  try {
    const { contentHash } = await hashItem(prepared, undefined, signal);
    return contentHash === record.contentHash;
  } catch (error) {
    if (!isNestvecError(error) || isNestvecError(error, 'aborted')) throw error;
    return false; // what is wrong with it is reported where it is read to be embedded
  }
}
