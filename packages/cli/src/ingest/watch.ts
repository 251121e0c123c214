import type { IngestOptions, IngestProgress, Item, SourceFailure } from '@nestvec/core';
import type { Io } from '../io.ts';
import { createStatusLine } from '../status-line.ts';

/** Follows an ingest on stderr. */
export interface IngestWatch {
  /** Counts what is read of a source, and hears of its first picture. */
  items(source: AsyncIterable<Item | SourceFailure>): AsyncIterable<Item | SourceFailure>;
  readonly callbacks: Pick<IngestOptions, 'onProgress' | 'onFailure' | 'onRetry'>;
  counts(): { readonly read: number; readonly written: number; readonly failed: number };
  clear(): void;
}

/** A watch that starts now. */
export function watchIngest(io: Io, json: boolean, onFirstPicture: () => void): IngestWatch {
  const line = createStatusLine(io, json);
  const started = io.now();
  const counts = { read: 0, written: 0, failed: 0 };
  const show = (): void => {
    const rate = counts.written / Math.max(0.001, (io.now() - started) / 1000);
    line.show(
      () =>
        `${counts.read} read, ${counts.written} written, ${counts.failed} failed, ${rate.toFixed(rate < 10 ? 1 : 0)}/s`,
      () => ({ progress: { ...counts, perSecond: Number(rate.toFixed(1)) } }),
    );
  };
  return {
    async *items(source) {
      let hasPicture = false;
      for await (const entry of source) {
        counts.read++;
        if (!hasPicture && 'image' in entry) {
          hasPicture = true;
          line.clear();
          onFirstPicture();
        }
        show();
        yield entry;
      }
    },
    callbacks: {
      onProgress({ written }: IngestProgress) {
        counts.written = written;
        show();
      },
      onFailure() {
        counts.failed++;
        show();
      },
      onRetry({ waitMs }) {
        line.clear();
        io.stderr.write(`trying again in ${Math.ceil(waitMs / 1000)} s\n`);
      },
    },
    counts: () => ({ ...counts }),
    clear: () => line.clear(),
  };
}
