import {
  apiKey as apiKeySchema,
  decodeMemory,
  durationMs,
  parseInput,
  serverAddress,
} from '@nestvec/core/store';
import { z } from 'zod';
import { databaseName, storeError, strangeAnswer } from './errors.ts';
import { readFailure } from './failure.ts';
import { restApi } from './rest.ts';

/** Where to list, as for `weaviate`. */
export interface ListOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** Default 60,000. */
  readonly timeoutMs?: number | undefined;
}

const optionsSchema = z.strictObject({
  url: serverAddress('http://localhost:8080'),
  apiKey: apiKeySchema.optional(),
  timeoutMs: durationMs.default(60_000),
});
const classesSchema = z.object({
  classes: z.array(z.object({ class: z.string(), description: z.string().nullish() })).nullish(),
});

/**
 * Names of the collections on a server, in order: of ours the names that they were made with, of others Weaviate's own, under
 * which they can be attached. Rejects with `store`.
 */
export async function listCollections(options: ListOptions): Promise<string[]> {
  const { url, apiKey, timeoutMs } = parseInput(optionsSchema, options, 'weaviate');
  try {
    const rest = restApi({ base: url.base, apiKey, headers: {}, timeoutMs });
    const parsed = classesSchema.safeParse(await rest.listClasses());
    if (!parsed.success) throw strangeAnswer('it lists no collections', parsed.error);
    return (parsed.data.classes ?? [])
      .map(({ class: name, description }) => ownName(description ?? undefined) ?? name)
      .toSorted();
  } catch (error) {
    throw storeError({ collection: '', operation: 'listing' }, readFailure(error), error);
  }
}

/** One that a newer version wrote has a name as well. */
function ownName(description: string | undefined): string | undefined {
  try {
    return decodeMemory(description, databaseName)?.spec.name;
  } catch {
    return undefined;
  }
}
