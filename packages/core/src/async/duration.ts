import { z } from 'zod';

/** The longest time that a timer can wait, in milliseconds: beyond it Node fires at once. About 24.8 days. */
export const maxDurationMs = 2_147_483_647;

const problem = `must be a whole number of milliseconds, from 1 to ${maxDurationMs}`;

/** Schema of an option that is a time-out or a wait. */
export const durationMs: z.ZodInt = z.int(problem).min(1, problem).max(maxDurationMs, problem);
