import type {
  CollectionMemory,
  Observed,
  ObservedVector,
  ResolvedVector,
} from '@nestvec/core/store';
import type { CollectionInfo, LiveVector } from './info.ts';
import type { Layout } from './layout.ts';
import { nativeOf, portableQuantization } from './native.ts';

/**
 * A collection in the words of a plan: what it remembers, as far as the server bears it out. A vector or a property that someone
 * has removed since is missing here, so that a plan brings it back. Dimensions are remembered only: the server has none.
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
    vectors[name] = { ...observeVector(vector, live, name), complete: !incomplete.includes(name) };
  }
  const fields = Object.entries(spec.fields).filter(([name, type]) =>
    layout.isIndexed(name, type, info.properties),
  );
  return {
    embedder: spec.embedder,
    vectors,
    fields: Object.fromEntries(fields),
    tenants: info.tenants,
  };
}

function observeVector(
  { modality, dimensions, quantization, native }: ResolvedVector,
  live: LiveVector,
  name: string,
): Omit<ObservedVector, 'complete'> {
  // Kinds without a portable name were chosen beside `none`.
  const isOwn = nativeOf({ native }, name).quantization?.kind === live.quantization;
  return {
    modality,
    dimensions,
    quantization: isOwn ? quantization : portableQuantization(live.quantization, live.bits),
    graph: live.index !== 'flat',
  };
}
