import { forEachInWindow, retry, throwIfAborted } from '@nestvec/core/kit';
import { keep } from './kept-run.ts';
import type { RunContext } from './run-context.ts';

const removedTogether = 256;

/**
 * Removes, after the last job of a run, what an earlier run of the list wrote and this one did not come across; gives the reason where
 * that is not certain. Done twice, as after a kill in between, it finds nothing the second time.
 */
export async function pruneGone(context: RunContext): Promise<string | undefined> {
  const { index, kept, list, hides, stop } = context;
  const { signal } = stop;
  if (kept.total === 0) return 'the source gave no items';
  if (kept.notPruned !== undefined) return kept.notPruned;
  if (kept.hasHidden && hides === undefined)
    return 'the producer was started again after parts of the source could not be read; run it once more';
  const { store } = index;
  async function* gone(): AsyncGenerator<readonly string[], void, undefined> {
    let ids: string[] = [];
    const include = { metadata: false, text: false, vectors: [] };
    for await (const { records } of store.scan({ include, pageSize: 1000, signal })) {
      throwIfAborted({ signal }, 'pruning');
      for (const { id } of records) {
        if (list.seen.isGone(id, kept.number) && hides?.(id) !== true) ids.push(id);
        if (ids.length < removedTogether) continue;
        yield ids;
        ids = [];
      }
    }
    if (ids.length > 0) yield ids;
  }
  await forEachInWindow(gone(), 1, async (ids) => {
    const operation = `removing from ${store.collection}`;
    await retry(async () => await store.remove({ ids }, { signal }), { operation, signal });
    kept.pruned += ids.length;
    // A producer that is killed in between counts on from here.
    list.synced('pruning', () => keep(list, kept));
  });
  list.synced('pruning', () => {
    // What may stand for something that could not be read is known next time too.
    if (!kept.hasHidden) list.seen.forgetGone(kept.number);
    keep(list, kept);
  });
  return undefined;
}
