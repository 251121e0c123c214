import { checkIsOptions } from '@nestvec/core/kit';
import { connect } from './client.ts';
import { errors } from './errors.ts';
import { collectionOf } from './memory.ts';
import { type PineconeAccess, type PineconeSettings, resolveOptions } from './options.ts';

/**
 * Names of the collections that nestvec has made in a project, in order. Rejects with `store` where the service refuses or can't be
 * reached.
 */
export async function listCollections(
  options: Omit<PineconeSettings, 'collection'> & PineconeAccess,
): Promise<readonly string[]> {
  checkIsOptions(options);
  const api = await connect(resolveOptions({ ...options, collection: 'any' }));
  try {
    return (await api.list()).flatMap(({ tags }) => collectionOf(tags) ?? []).toSorted();
  } catch (error) {
    throw errors.toStoreError(error, { collection: '', operation: 'listing' });
  }
}
