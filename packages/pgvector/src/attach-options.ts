import { type TableAttachOptions, tableAttachSchema } from '@nestvec/core/store';
import type { z } from 'zod';

/** What a table holds that someone else made, in our words. */
export type PgAttachOptions = TableAttachOptions;

export const attachSchema: z.ZodType<PgAttachOptions> = tableAttachSchema('PostgreSQL');
