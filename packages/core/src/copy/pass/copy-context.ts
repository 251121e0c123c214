import type { Writer } from '../../ingest/write.ts';
import type { Include } from '../../search/search.ts';
import type { ConvertRecord } from '../target/convert-record.ts';
import type { CopyJournal } from '../journal/copy-journal.ts';
import type { ResolvedCopyOptions } from '../copy-options.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { CopyFailure } from '../copy-report.ts';

/** What every pass of a copy works with. */
export interface CopyContext {
  readonly options: ResolvedCopyOptions;
  /** Parts of the source's records that are read. */
  readonly include: Include;
  readonly convert: ConvertRecord;
  readonly journal: CopyJournal;
  /** Whether the journal may know a record of this pass; else none is looked up. */
  readonly isKnown: boolean;
  /** Writes into one tenant of the target. */
  readonly writerOf: (part: CopyPart) => Writer;
  /** Records of the source when the copy began. */
  readonly total: number;
  readonly startedAt: number;
  readonly fail: (failure: CopyFailure) => void;
}
