import type { JournalRun, ResumePoint } from './journal.ts';
import type { IngestContext, IngestTarget } from './context.ts';
import type { ResolvedIngestOptions } from './ingest-options.ts';
import { createTally } from './tally.ts';
import type { Telemetry } from './telemetry.ts';
import type { IngestOptions } from './types.ts';
import { createUnread } from './unread.ts';
import { createWatermark } from './watermark.ts';

/** Items wait for others to share a call with when they were read, before they are embedded and before they are written. */
const stagesWithBatches = 3;

/** What a run begins with. */
export function createContext(
  target: IngestTarget,
  options: ResolvedIngestOptions,
  run: JournalRun | undefined,
  telemetry: Telemetry,
): IngestContext {
  const onProgress: IngestOptions['onProgress'] = (progress) => {
    telemetry.count(progress);
    options.onProgress?.(progress);
  };
  const tally = createTally({ ...options, onProgress }, run?.lastTotal);
  const watermark = createWatermark();
  return {
    target,
    options,
    tally,
    watermark,
    unread: createUnread(),
    run,
    telemetry,
    waiting: { maxWaitMs: Math.ceil(options.maxWaitMs / stagesWithBatches) },
    stop: new AbortController(),
    async fail(failure) {
      tally.failed(failure);
      const point = watermark.settle([failure.index]);
      if (!options.dryRun) await run?.bury(failure, pointOf(point, options));
    },
  };
}

/** A part of a source says nothing about how far the whole has come. */
export function pointOf(
  point: ResumePoint | undefined,
  { partial }: ResolvedIngestOptions,
): ResumePoint | undefined {
  return partial ? undefined : point;
}
