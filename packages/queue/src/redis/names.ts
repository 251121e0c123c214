import { invalid } from '@nestvec/core/kit';
import { z } from 'zod';

/** Before every key, in the braces that keep the keys of a queue on one machine where there are several. */
export const defaultPrefix = '{nestvec}';

/** Schema of a queue's name. */
export const queueName: z.ZodType<string> = z
  .string('must be a string')
  .regex(
    /^[^:\s\p{C}]{1,200}$/u,
    'must have 1 to 200 characters, and neither a colon nor a space nor a control character',
  );

/** The queue of a collection, where none is named. */
export function queueOf(collection: string, tenant: string | undefined): string {
  const name = tenant === undefined ? collection : `${collection}.${tenant}`;
  const result = queueName.safeParse(name);
  if (!result.success) throw invalid('queue', `${name} can't be its name; name one`);
  return name;
}

/** Our own keys of a queue, beside those of BullMQ. */
export interface Keys {
  /** Sorted set of run ids by when they began. */
  readonly runs: string;
  /** Hash of one run. */
  run(id: string): string;
  /** Hash of results that its producer has not taken yet, by job id. */
  results(id: string): string;
  /** Hash of tokens that are set aside for calls under way, by job id. */
  held(id: string): string;
  /** What BullMQ keeps of a job. */
  job(id: string): string;
  /** Sorted set of jobs that failed for good. */
  readonly failed: string;
}

/** The keys of a queue. */
export function keysOf(queue: string): Keys {
  const base = `${defaultPrefix}:${queue}`;
  return {
    runs: `${base}:nestvec:runs`,
    run: (id) => `${base}:nestvec:run:${id}`,
    results: (id) => `${base}:nestvec:results:${id}`,
    held: (id) => `${base}:nestvec:held:${id}`,
    job: (id) => `${base}:${id}`,
    failed: `${base}:failed`,
  };
}
