import type { IngestOptions, IngestProgress, Item, SourceFailure } from '@nestvec/core';
import type { Io } from '../io.ts';
import { createStatusLine } from '../status-line.ts';
import { money, seconds } from '../text.ts';

/** Follows an ingest on stderr. */
export interface IngestWatch {
  /** Hears of a source's first picture. */
  items(source: AsyncIterable<Item | SourceFailure>): AsyncIterable<Item | SourceFailure>;
  readonly callbacks: Pick<IngestOptions, 'onProgress' | 'onFailure' | 'onRetry'>;
  counts(): { readonly read: number; readonly written: number; readonly failed: number };
  clear(): void;
}

/** A watch that starts now. */
export function watchIngest(io: Io, json: boolean, onFirstPicture: () => void): IngestWatch {
  const line = createStatusLine(io, json);
  const counts = { read: 0, written: 0, failed: 0 };
  let latest: IngestProgress | undefined;
  const show = (): void => {
    line.show(
      () => describeProgress(counts, latest),
      () => ({ progress: { ...latest, ...counts, perSecond: rateOf(latest) } }),
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
      onProgress(progress) {
        latest = progress;
        counts.written = progress.written;
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

/** Items a second, those that needed nothing included. */
function rateOf(progress: IngestProgress | undefined): number {
  if (progress === undefined || progress.elapsedMs === 0) return 0;
  const done = progress.written + progress.unchanged;
  return Number((done / (progress.elapsedMs / 1000)).toFixed(1));
}

function describeProgress(
  counts: { readonly read: number; readonly written: number; readonly failed: number },
  latest: IngestProgress | undefined,
): string {
  const rate = rateOf(latest);
  const parts = [`${counts.read} read`, `${counts.written} written`];
  if (latest !== undefined && latest.unchanged > 0) parts.push(`${latest.unchanged} unchanged`);
  parts.push(`${counts.failed} failed`, `${rate.toFixed(rate < 10 ? 1 : 0)}/s`);
  if (latest !== undefined && latest.usage.tokens > 0) parts.push(`${latest.usage.tokens} tokens`);
  if (latest?.cost !== undefined) parts.push(money(latest.cost));
  if (latest?.remainingMs !== undefined) parts.push(`${seconds(latest.remainingMs)} left`);
  return parts.join(', ');
}
