import { checkIsOptions } from '@nestvec/core/kit';
import { decodeMemory } from '@nestvec/core/store';
import { z } from 'zod';
import { databaseName, errors, strangeAnswer } from './errors.ts';
import { resolveOptions, type WeaviateServer } from './options.ts';
import { createSession } from './session.ts';

const classesSchema = z.array(z.object({ class: z.string(), description: z.string().nullish() }));

/**
 * Names of the collections on a server, in order: of ours the names that they were made with, of others Weaviate's own, under
 * which they can be attached. Rejects with `store`.
 */
export async function listCollections(options: WeaviateServer): Promise<readonly string[]> {
  checkIsOptions(options);
  const { api, close } = createSession(resolveOptions({ ...options, collection: 'any' }));
  try {
    const parsed = classesSchema.safeParse(await api.listClasses());
    if (!parsed.success) throw strangeAnswer('it does not list collections', parsed.error);
    return parsed.data
      .map(({ class: name, description }) => ownName(description ?? undefined) ?? name)
      .toSorted();
  } catch (error) {
    throw errors.toStoreError(error, { collection: '', operation: 'list' });
  } finally {
    await close();
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
