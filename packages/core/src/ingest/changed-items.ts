import { batches } from '../async/batch.ts';
import { throwIfAborted } from '../async/signal.ts';
import type { Item } from '../embedder/item.ts';
import type { IngestTarget } from './context.ts';
import { createContext } from './create-context.ts';
import { untilStopped } from './drain.ts';
import { hashRecord } from './hash-item.ts';
import { heldSize } from './held-size.ts';
import { checkSource, resolveIngestOptions } from './ingest-options.ts';
import { type PreparedItem, prepareItems } from './prepare.ts';
import { createSkipStored } from './skip-stored.ts';
import { silentTelemetry } from './telemetry.ts';
import { recordFields } from './to-record.ts';
import { together } from './triage.ts';
import type { IngestOptions, IngestProgress, ItemSource } from './types.ts';

/** An item that passed the checks. */
interface ReadItem {
  readonly item: Item;
  /** Whether it is to be written; false for one that `skipStored` found as it is. */
  readonly isChanged: boolean;
  /** Hash of all that its record keeps and of its text; contents of images are not read for it. */
  readonly version: string;
}

/** A source that is read for others to ingest. */
export interface ChangedItems {
  /**
   * Every item that passed the checks of an ingest, as its record will name it. One pass; what fails goes to `onFailure`.
   */
  readonly items: AsyncIterable<ReadItem>;
  progress(): IngestProgress;
  /** Whether a record may come from an entry that could not be read, so that it must not be pruned. */
  hides(id: string): boolean;
  /** Whether an entry that could not be read may stand for anything. */
  readonly hidesAnything: boolean;
}

/** The reading half of an ingest: checks and lookups as it does them, without embedding or writing. Throws `invalid-input`. */
export function readChanged(
  target: IngestTarget,
  source: ItemSource,
  given: Pick<IngestOptions, 'skipStored' | 'drain' | 'signal' | 'onFailure' | 'onRetry'>,
): ChangedItems {
  checkSource(source);
  const options = resolveIngestOptions(given);
  const context = createContext(target, options, undefined, silentTelemetry);
  return {
    items: read(),
    progress: () => context.tally.progress(),
    hides: (id) => context.unread.hides(id),
    get hidesAnything() {
      return context.unread.isAnything;
    },
  };

  async function* read(): AsyncGenerator<ReadItem, void, undefined> {
    const { drain, signal } = options;
    const skipStored = createSkipStored(context);
    const entries = prepareItems(untilStopped(source, { drain, signal }), context);
    for await (const group of batches(entries, heldSize, together, context.waiting)) {
      throwIfAborted(options, 'reading the source');
      const changed = new Set<PreparedItem>(await skipStored(group));
      context.watermark.settle(group.map(({ index }) => index));
      for (const prepared of group) {
        const { id, image } = prepared.item;
        const { contentHash: _, ...fields } = recordFields(prepared.item, undefined);
        const item: Item = { id, image, ...fields };
        yield { item, isChanged: changed.has(prepared), version: hashRecord(item) };
      }
    }
  }
}
