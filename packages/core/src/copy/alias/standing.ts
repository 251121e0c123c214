import type { CallOptions } from '../../async/signal.ts';
import { NestvecError } from '../../errors.ts';
import type { CollectionDescription, Store } from '../../store/store.ts';

/** The collection that the name of a store stands for: another one where the name is an alias. */
export function standsFor({ collection }: Store, found: CollectionDescription | undefined): string {
  return found?.spec?.name ?? collection;
}

/** Both sides, and the collections that their names stood for when the copy began. */
export interface Standing {
  readonly from: Store;
  readonly to: Store;
  readonly source: string;
  readonly target: string;
}

/**
 * Rejects with `plan` where a name is an alias that has moved: what would be read, written or removed now is another collection than
 * the one that the copy began with.
 */
export async function checkStanding(standing: Standing, call: CallOptions): Promise<void> {
  for (const [store, before] of [
    [standing.from, standing.source],
    [standing.to, standing.target],
  ] as const) {
    const now = standsFor(store, await store.describe({ ...call, count: false }));
    if (now === before) continue;
    const { database, collection } = store;
    throw new NestvecError(
      'plan',
      `${database}: ${collection} stood for ${before} when the copy began, and stands for ${now} now; nothing more is copied or removed; name the collections themselves`,
      { reason: 'drift', targets: [collection] },
    );
  }
}
