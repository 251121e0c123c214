import type {
  IngestOptions,
  IngestProgress,
  Item,
  ItemFailure,
  SourceFailure,
} from '@nestvec/core';
import type { Io } from '../io.ts';
import { createStatusLine } from '../status-line.ts';
import { money, seconds } from '../text.ts';
import { failureDocument } from './failure-log.ts';

/** Follows an ingest on stderr. */
export interface IngestWatch {
  /** Counts the entries that pass, and looks for the first image. */
  items(source: AsyncIterable<Item | SourceFailure>): AsyncIterable<Item | SourceFailure>;
  readonly callbacks: Pick<IngestOptions, 'onProgress' | 'onFailure' | 'onRetry'>;
  counts(): { readonly read: number; readonly written: number; readonly failed: number };
  clear(): void;
}

/** Who wants to hear of what, beside the person who watches. */
export interface IngestListeners {
  /** A source's first image. */
  readonly onFirstImage?: () => void;
  readonly onFailure?: (failure: ItemFailure) => void;
}

/** A watch that starts now. */
export function watchIngest(
  io: Io,
  json: boolean,
  { onFirstImage = () => {}, onFailure = () => {} }: IngestListeners = {},
): IngestWatch {
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
      let hasImage = false;
      for await (const entry of source) {
        counts.read++;
        if (!hasImage && 'image' in entry) {
          hasImage = true;
          line.clear();
          onFirstImage();
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
      onFailure(failure) {
        counts.failed++;
        onFailure(failure);
        // A program gets each when it happens, with what the document at the end leaves out.
        if (json) io.stderr.write(`${JSON.stringify({ failure: failureDocument(failure) })}\n`);
        show();
      },
      onRetry({ waitMs }) {
        line.clear();
        const text = `trying again in ${Math.ceil(waitMs / 1000)} s`;
        io.stderr.write(`${json ? JSON.stringify({ retry: { waitMs } }) : text}\n`);
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
  const parts = [`${counts.read} read`];
  // Nothing is written within a dry run, nor by a slow model for a while.
  if (latest !== undefined && latest.embedded + latest.reused > 0)
    parts.push(`${latest.embedded + latest.reused} embedded`);
  parts.push(`${counts.written} written`);
  if (latest !== undefined && latest.unchanged > 0) parts.push(`${latest.unchanged} unchanged`);
  parts.push(`${counts.failed} failed`, `${rate.toFixed(rate < 10 ? 1 : 0)}/s`);
  if (latest !== undefined && latest.usage.tokens > 0) parts.push(`${latest.usage.tokens} tokens`);
  if (latest?.cost !== undefined) parts.push(money(latest.cost));
  if (latest?.remainingMs !== undefined) parts.push(`${seconds(latest.remainingMs)} left`);
  return parts.join(', ');
}
