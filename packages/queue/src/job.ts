import { createHash } from 'node:crypto';
import type { Item } from '@nestvec/core';
import { parseInput } from '@nestvec/core/kit';
import { z } from 'zod';

/** An item as a job carries it: references and texts, never pixels or vectors. */
export interface JobItem extends Omit<Item, 'image'> {
  /** A path on a common mount, or a URL. */
  readonly image?: string | undefined;
}

/** What a job carries. */
export interface JobData {
  readonly run: string;
  readonly items: readonly JobItem[];
}

/** A job that is to be added. */
export interface NewJob {
  readonly id: string;
  readonly data: JobData;
}

/** Longer than any id of a run; what is longer is not one. */
export const runId: z.ZodString = z
  .string()
  .min(1, 'must be the id of a run')
  .max(200, 'is longer than the id of a run');

const dataSchema = z.object({
  run: runId,
  items: z
    .array(
      z.object({
        id: z.string(),
        text: z.string().optional(),
        image: z.string().optional(),
        metadata: z.record(z.string(), z.json()).optional(),
        uri: z.string().optional(),
        parentId: z.string().optional(),
        source: z.string().optional(),
      }),
    )
    .min(1),
});

/** Checks what came out of Redis, where others may write too. Throws `invalid-input`. */
export function parseJob(data: unknown): JobData {
  return parseInput<JobData>(dataSchema, data, 'job.data');
}

/** The same items of a run in the same versions give the same id; no id is all digits or has a colon, which BullMQ refuses. */
export function jobIdOf(
  run: string,
  items: readonly { readonly id: string; readonly version: string }[],
): string {
  const hash = createHash('sha256').update(run);
  for (const { id, version } of items) hash.update(`\0${id}\0${version}`);
  return `b-${hash.digest('hex').slice(0, 40)}`;
}
