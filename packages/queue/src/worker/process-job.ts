import type { EmbedderIdentity, Item, ItemFailure, VectorIndex } from '@nestvec/core';
import type { ResolvedSpec } from '@nestvec/core/store';
import { ingest, type IngestTarget } from '@nestvec/core/kit';
import type { JobData, JobItem } from '../job.ts';
import type { FailedItem, JobResult } from '../result.ts';
import type { RunSpend } from '../run/spend.ts';
import type { Roots } from './roots.ts';

/** What a job is done with. */
export interface JobTools {
  readonly index: VectorIndex;
  readonly spec: ResolvedSpec;
  readonly acceptNear: readonly (keyof EmbedderIdentity)[] | undefined;
  readonly roots: Roots;
  readonly spend: RunSpend;
  readonly signal: AbortSignal;
  /** Called before a failed call is tried again. */
  readonly onRetry: (attempt: { readonly error: unknown; readonly waitMs: number }) => void;
}

/**
 * Loads, checks, skips, embeds and upserts the items of a job, by the engine of an ingest: what fails of an item alone is data, and
 * only a call that failed as a whole rejects. Done twice, it changes nothing and pays nothing.
 */
export async function processJob(
  id: string,
  { items }: JobData,
  { index, spec, acceptNear, roots, spend, signal, onRetry }: JobTools,
): Promise<JobResult> {
  const failures: FailedItem[] = [];
  const readable: Item[] = [];
  for (const item of items) {
    const problem = await problemOf(item, roots);
    if (problem === undefined) readable.push(item);
    else
      failures.push({
        id: item.id,
        stage: 'check',
        code: problem.code,
        message: shorten(problem.message),
      });
  }
  await spend.inherit(id);
  const target: IngestTarget = {
    embedder: spend.embedderFor(id, index.embedder),
    // The producer has it done once, at the end.
    store: { ...index.store, optimize: async () => {} },
    spec,
    acceptNear,
    exists: () => true,
    beforeFirstWrite: async () => {},
  };
  const { written, unchanged, embedded, truncated } = await ingest(target, readable, {
    partial: true,
    skipStored: true,
    signal,
    onRetry,
    onFailure: (failure) => failures.push(toFailedItem(failure)),
  });
  return { written, unchanged, embedded, truncated, failures };
}

async function problemOf({ image }: JobItem, roots: Roots): ReturnType<Roots['problemOf']> {
  return image === undefined ? undefined : await roots.problemOf(image);
}

function toFailedItem({ id, stage, error }: ItemFailure): FailedItem {
  return { id, stage, code: error.code, message: shorten(error.message) };
}

/** A whole answer of a service may stand in a message, and all of them lie in Redis for a moment. */
const mostMessage = 500;

function shorten(message: string): string {
  return message.length <= mostMessage ? message : `${message.slice(0, mostMessage - 1)}…`;
}
