import { invalid } from '@nestvec/core/store';
import { theirName } from './attach.ts';
import type { OpenCollection, Session } from './session.ts';

/**
 * Compares the lengths that are said of an attached collection with those of an object in it: the server has no other place
 * where they stand. Throws `invalid-input`. Of tenants none is asked for this, and of an empty collection nothing is known.
 */
export async function checkLengths(
  { api, class: name, options: { attach, consistency } }: Session,
  { info, memory }: OpenCollection,
): Promise<void> {
  if (attach === undefined || info.tenants) return;
  const names = Object.keys(attach.vectors);
  const [object] = await api.search(
    { class: name, tenant: undefined, consistency },
    { limit: 1, properties: [], vectors: names.map((one) => theirName(attach, one)) },
  );
  for (const one of names) {
    const length = object?.vectors[theirName(attach, one)]?.length;
    const dimensions = memory.spec.vectors[one]?.dimensions;
    if (length === undefined || length === dimensions) continue;
    throw invalid(
      `weaviate.attach.vectors.${one}`,
      `has ${dimensions} dimensions where the collection has ${length}`,
    );
  }
}
