import { retry } from '../async/retry.ts';
import { throwIfAborted } from '../async/signal.ts';
import type { IngestContext } from './context.ts';
import type { JournalRun } from './journal.ts';

const removedTogether = 256;

/**
 * Removes records of items that the source does not have any more. Gives the reason where that is not certain: a disk that is not
 * mounted looks like a source of nothing. What may come from something that could not be read stays.
 */
export async function pruneRemoved(
  run: JournalRun,
  { target, options, tally, unread }: IngestContext,
): Promise<string | undefined> {
  if (tally.progress().read === 0) return 'the source gave no items';
  if (unread.isAnything) return 'parts of the source could not be read';
  if (!target.exists()) return undefined;
  for await (const page of run.unseen(removedTogether)) {
    throwIfAborted(options, 'removing');
    const ids = page.filter((id) => !unread.hides(id));
    tally.add('spared', page.length - ids.length);
    if (ids.length === 0) continue;
    await retry(async () => await target.store.remove({ ids }, { signal: options.signal }), {
      operation: `removing from ${target.store.collection}`,
      signal: options.signal,
      onRetry: options.onRetry,
    });
    await run.forget(ids);
    tally.add('pruned', ids.length);
    tally.report();
  }
  return undefined;
}
