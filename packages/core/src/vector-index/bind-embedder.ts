import { checkIsEmbedder } from '../embedder/check-embedder.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { compareIdentity, type EmbedderIdentity } from '../spec/identity.ts';
import type { CollectionDescription } from '../store/store.ts';
import type { IndexOptions } from './index-options.ts';

/** Whether a collection's vectors may be compared with those of an embedder. */
export function fits(
  embedder: Embedder,
  stored: EmbedderIdentity | undefined,
  acceptNear: IndexOptions['acceptNear'] = [],
): boolean {
  const { verdict, differences } = compareIdentity(stored, embedder.identity);
  return (
    verdict === 'equal' ||
    (verdict === 'near' && differences.every(({ field }) => acceptNear.includes(field)))
  );
}

/**
 * The embedder for a collection: of several the one that it names, else the last, whose identity then says what is wrong. One that
 * is opened by a function is opened here.
 */
export async function bindEmbedder(
  { embedder, embedders, acceptNear }: IndexOptions,
  description: CollectionDescription | undefined,
): Promise<Embedder> {
  if (typeof embedder === 'function') {
    const opened = await embedder(description);
    checkIsEmbedder(opened, 'what options.embedder opens');
    return opened;
  }
  if (embedder !== undefined) return embedder;
  const stored = description?.spec?.embedder;
  const found =
    embedders.find((one) => fits(one, stored)) ??
    embedders.find((one) => fits(one, stored, acceptNear)) ??
    embedders.at(-1);
  if (found === undefined) throw new RangeError('embedders were checked not to be empty');
  return found;
}
