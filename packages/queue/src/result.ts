import { z } from 'zod';

/** Why an item of a job was not written: data, since the job itself went well. */
export interface FailedItem {
  readonly id: string;
  readonly stage: string;
  readonly code: string;
  readonly message: string;
}

/** What a worker says of a job when it is done. */
export interface JobResult {
  readonly written: number;
  readonly unchanged: number;
  readonly embedded: number;
  readonly truncated: number;
  readonly failures: readonly FailedItem[];
  /** Set where nothing was done, because the run was over. */
  readonly dropped?: 'cancelled' | 'spent' | undefined;
}

const count = z.int().nonnegative();
const resultSchema = z.object({
  written: count,
  unchanged: count,
  embedded: count,
  truncated: count,
  failures: z.array(
    z.object({ id: z.string(), stage: z.string(), code: z.string(), message: z.string() }),
  ),
  dropped: z.enum(['cancelled', 'spent']).optional(),
});

/** A job that was not worked on. */
export function droppedResult(dropped: 'cancelled' | 'spent'): JobResult {
  return { written: 0, unchanged: 0, embedded: 0, truncated: 0, failures: [], dropped };
}

/** Reads a result from Redis; `undefined` for what is not one. */
export function parseResult(text: string): JobResult | undefined {
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
