import type { CollectionMemory, Observed, ObservedVector } from '@nestvec/core/store';

/** What can be said of an index that someone else made. */
export const observedForeign: Observed = {
  embedder: undefined,
  vectors: {},
  fields: {},
  tenants: false,
};

/** What a memory says, in the words of a plan. */
export function observe({ spec, incomplete }: CollectionMemory): Observed {
  const vectors: Record<string, ObservedVector> = {};
  for (const [name, { modality, dimensions, quantization, graph }] of Object.entries(
    spec.vectors,
  )) {
    const complete = !incomplete.includes(name);
    vectors[name] = { modality, dimensions, quantization, graph, complete };
  }
  return { embedder: spec.embedder, vectors, fields: spec.fields, tenants: spec.tenants };
}
