import type { VectorIndex } from '@nestvec/core';
import { compareIdentity } from '@nestvec/core/compare';
import type { Origin } from '@nestvec/core/store';

/**
 * What the vectors of an index's embedder are made by. Where it differs from the one that filled the collection, it was accepted when the
 * index was opened, and in the same fields it is here; another collection, to which an alias has moved since, is refused.
 */
export function originOf({ embedder, spec }: Pick<VectorIndex, 'embedder' | 'spec'>): Origin {
  const { verdict, differences } = compareIdentity(spec.embedder, embedder.identity);
  if (verdict !== 'near') return { identity: embedder.identity };
  return { identity: embedder.identity, acceptNear: differences.map(({ field }) => field) };
}
