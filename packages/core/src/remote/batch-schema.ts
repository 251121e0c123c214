import { z } from 'zod';
import type { BatchOptions } from './options.ts';

/** Upper bounds of one request, with defaults filled in. */
export interface ResolvedBatch {
  /** Absent: what the model table allows. */
  readonly items?: number | undefined;
  /** Absent: what the rates make sensible. */
  readonly tokens?: number | undefined;
  readonly bytes: number;
}

/** Upper bounds of one request. */
export const batchSchema: z.ZodType<ResolvedBatch, BatchOptions | undefined> = z
  .strictObject({
    items: z.int().positive().max(512).optional(),
    tokens: z.int().positive().optional(),
    bytes: z.int().positive().default(8_000_000),
  })
  .prefault({});
