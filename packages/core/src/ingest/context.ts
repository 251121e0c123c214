import type { Embedder } from '../embedder/embedder.ts';
import type { Origin } from '../search/search.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import type { JournalRun } from './journal.ts';
import type { Patience } from '../async/batch.ts';
import type { Tally } from './tally.ts';
import type { Telemetry } from './telemetry.ts';
import type { ResolvedIngestOptions } from './ingest-options.ts';
import type { ItemFailure } from './failure.ts';
import type { Unread } from './unread.ts';
import type { Watermark } from './watermark.ts';

/** What an ingest works with. */
export interface IngestTarget {
  readonly embedder: Embedder;
  readonly store: Store;
  readonly spec: ResolvedSpec;
  /** Identity fields in which the embedder may differ from the one that filled the collection. */
  readonly acceptNear?: Origin['acceptNear'];
  /** Whether the collection exists by now. */
  readonly exists: () => boolean;
  /** Called once, before the first write; creates the collection where it is missing. */
  readonly beforeFirstWrite: () => Promise<void>;
}

/** One run. */
export interface IngestContext {
  readonly target: IngestTarget;
  readonly options: ResolvedIngestOptions;
  readonly tally: Tally;
  readonly watermark: Watermark;
  readonly unread: Unread;
  /** `undefined` without a journal. */
  readonly run: JournalRun | undefined;
  readonly telemetry: Telemetry;
  /** For batches of which each item passes three: of items read, of contents to embed, of records to write. */
  readonly waiting: Patience;
  /** Fires where a part of the run failed, so that it does not go on waiting for its source. */
  readonly stop: AbortController;
  /** Counts and reports an item that can't be written, and checkpoints it. */
  readonly fail: (failure: ItemFailure) => Promise<void>;
}
