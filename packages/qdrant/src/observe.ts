import type { Quantization } from '@nestvec/core';
import type {
  CollectionMemory,
  Observed,
  ObservedVector,
  ResolvedVector,
} from '@nestvec/core/store';
import type { CollectionInfo, LiveVector } from './info.ts';
import type { Layout } from './layout.ts';

/**
 * A collection in the words of a plan: what it remembers, as far as the server bears it out. A vector or an index that someone
 * has removed since is missing here, so that a plan brings it back.
 */
export function observe(
  { spec, incomplete }: CollectionMemory,
  info: CollectionInfo,
  layout: Pick<Layout, 'vectorName' | 'isIndexed'>,
): Observed {
  const vectors: Record<string, ObservedVector> = {};
  for (const [name, vector] of Object.entries(spec.vectors)) {
    const live = info.vectors[layout.vectorName(name)];
    if (live === undefined) continue;
    vectors[name] = { ...observeVector(vector, live), complete: !incomplete.includes(name) };
  }
  const fields = Object.entries(spec.fields).filter(([name, type]) =>
    layout.isIndexed(name, type, info.indexes),
  );
  return {
    embedder: spec.embedder,
    vectors,
    fields: Object.fromEntries(fields),
    tenants: spec.tenants,
  };
}

function observeVector(
  remembered: ResolvedVector,
  live: LiveVector,
): Omit<ObservedVector, 'complete'> {
  return {
    modality: remembered.modality,
    dimensions: live.size,
    quantization: portableQuantization(live, remembered.quantization),
    graph: live.graph,
  };
}

/** A kind by its portable name; for those that have none, what they count as. */
export function portableQuantization(
  { quantization }: Pick<LiveVector, 'quantization'>,
  otherwise: Quantization,
): Quantization {
  return (Object.hasOwn(portable, quantization) ? portable[quantization] : undefined) ?? otherwise;
}

const portable: Readonly<Record<string, Quantization>> = {
  none: 'none',
  scalar: 'int8',
  binary: 'binary',
};
