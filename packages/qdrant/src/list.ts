import { checkIsOptions } from '@nestvec/core/kit';
import { z } from 'zod';
import { errors, strangeAnswer } from './errors.ts';
import { type QdrantServer, resolveOptions } from './options.ts';
import { createSession } from './session.ts';

const answerSchema = z.object({ collections: z.array(z.object({ name: z.string() })) });

/** Names of the collections on a server, in order; also of those that others made. Rejects with `store`. */
export async function listCollections(options: QdrantServer): Promise<readonly string[]> {
  checkIsOptions(options);
  const session = createSession(resolveOptions({ ...options, collection: 'any' }));
  try {
    const parsed = answerSchema.safeParse(await session.api.getCollections());
    if (!parsed.success) throw strangeAnswer('it has no list of collections', parsed.error);
    return parsed.data.collections.map(({ name }) => name).toSorted();
  } catch (error) {
    throw errors.toStoreError(error, { collection: '', operation: 'list' });
  } finally {
    await session.close();
  }
}
