import { invalid } from '@nestvec/core/kit';
import { type Attachment, theirName } from '@nestvec/core/store';
import type { WeaviateApi } from './api.ts';
import type { CollectionInfo } from './info.ts';
import type { ResolvedOptions } from './options.ts';

/**
 * Compares the lengths that the options say of an attached collection with those of an object in it: the server has no other
 * place where they stand. Throws `invalid-input`. No tenant is asked for this, and of an empty collection nothing is known.
 */
export async function checkLengths(
  api: WeaviateApi,
  name: string,
  { attach, consistency }: Attachment & Pick<ResolvedOptions, 'consistency'>,
  { tenants }: Pick<CollectionInfo, 'tenants'>,
): Promise<true> {
  if (attach === undefined || tenants) return true;
  const said = Object.entries(attach.vectors);
  const [object] = await api.search(
    { class: name, tenant: undefined, consistency },
    { limit: 1, properties: [], vectors: said.map(([one]) => theirName(attach, one)) },
  );
  for (const [one, { dimensions = attach.embedder.dimensions }] of said) {
    const length = object?.vectors[theirName(attach, one)]?.length;
    if (length === undefined || length === dimensions) continue;
    throw invalid(
      `weaviate.attach.vectors.${one}`,
      `has ${dimensions} dimensions; the collection has ${length}`,
    );
  }
  return true;
}
