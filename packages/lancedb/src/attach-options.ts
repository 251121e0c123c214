import { type TableAttachOptions, tableAttachSchema } from '@nestvec/core/store';
import type { z } from 'zod';

/** What a table holds that someone else made, in our words. */
export type LanceAttachOptions = TableAttachOptions;

export const attachSchema: z.ZodType<LanceAttachOptions> = tableAttachSchema('LanceDB');
