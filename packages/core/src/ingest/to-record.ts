import type { EmbeddedContent } from '../embedder.ts';
import type { Item } from '../item.ts';
import type { Modality } from '../models.ts';
import type { VectorRecord } from '../record.ts';
import type { ResolvedSpec } from '../spec.ts';
import { truncate } from '../vector.ts';

/** One inference becomes every named vector of its modality: each a prefix, renormalised. */
export function toRecord(
  item: Item,
  embeddings: readonly { readonly modality: Modality; readonly embedding: EmbeddedContent }[],
  spec: ResolvedSpec,
): VectorRecord {
  const vectors: Record<string, Float32Array> = {};
  for (const [name, { modality, dimensions }] of Object.entries(spec.vectors)) {
    const full = embeddings.find((entry) => entry.modality === modality)?.embedding.vector;
    if (full !== undefined) vectors[name] = truncate(full, dimensions);
  }
  const { id, metadata = {}, text, uri = uriOf(item), parentId, source } = item;
  return { id, vectors, metadata, text, uri, parentId, source };
}

/** Bytes of a record on a binary wire, near enough to plan batches by. */
export function recordBytes(record: VectorRecord): number {
  let bytes = 64 + JSON.stringify(record.metadata).length + (record.text?.length ?? 0) * 2;
  for (const vector of Object.values(record.vectors)) bytes += vector.byteLength;
  return bytes;
}

function uriOf(item: Item): string | undefined {
  const { image } = item;
  if (image instanceof URL) return image.href;
  return typeof image === 'string' && !image.startsWith('data:') ? image : undefined;
}
