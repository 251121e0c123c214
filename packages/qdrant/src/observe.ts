import type { Observed, ObservedVector, ResolvedSpec, ResolvedVector } from '@nestvec/core';
import { indexType, nativeSettings } from './schema.ts';
import type { CollectionInfo, LiveVector } from './session.ts';

/**
 * A collection in the words of a plan: what it remembers, as far as the server bears it out. A vector or an index that someone
 * has removed since is missing here, so a plan brings it back.
 */
export function observe({ memory, vectors, indexes }: CollectionInfo): Observed | undefined {
  if (memory === undefined) return undefined;
  const { spec, incomplete } = memory;
  const seen: Record<string, ObservedVector> = {};
  for (const [name, vector] of Object.entries(spec.vectors)) {
    const live = vectors[name];
    if (live !== undefined)
      seen[name] = { ...observeVector(vector, live), complete: !incomplete.includes(name) };
  }
  return {
    embedder: spec.embedder,
    vectors: seen,
    fields: observeFields(spec, indexes),
    tenants: spec.tenants,
  };
}

function observeVector(vector: ResolvedVector, live: LiveVector): Omit<ObservedVector, 'complete'> {
  const { modality, quantization, graph } = vector;
  const native = nativeSettings(vector);
  return {
    modality,
    dimensions: live.size,
    // Where the user's own settings decide, the portable words can't be read back.
    quantization:
      'quantization_config' in native ? quantization : portable(live.quantization, quantization),
    graph: 'hnsw_config' in native ? graph : live.graph,
  };
}

function portable(
  live: string,
  remembered: ObservedVector['quantization'],
): ObservedVector['quantization'] {
  if (live === 'none') return 'none';
  if (live === 'scalar') return 'int8';
  return live === 'binary' ? 'binary' : remembered;
}

function observeFields(spec: ResolvedSpec, indexes: CollectionInfo['indexes']): Observed['fields'] {
  return Object.fromEntries(
    Object.entries(spec.fields).filter(([name, type]) => indexes[name] === indexType(type)),
  );
}
