import type { EmbeddedContent } from '../embedder/embedder.ts';
import type { Item } from '../embedder/item.ts';
import type { Modality } from '../spec/models.ts';
import type { VectorRecord } from '../record/record.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { metadataJson } from '../record/checked-metadata.ts';
import { truncate } from '../vector.ts';
import type { KeptItem } from './journal.ts';

/** What of an item is kept beside its vectors. */
export function recordFields(item: Item, contentHash: string | undefined): KeptItem['fields'] {
  const { metadata = {}, text, uri = uriOf(item), parentId, source } = item;
  return { metadata, text, uri, parentId, source, contentHash };
}

/** One inference becomes every named vector of its modality: each a prefix, renormalised. */
export function toRecord(
  id: string,
  fields: KeptItem['fields'],
  embeddings: readonly { readonly modality: Modality; readonly embedding: EmbeddedContent }[],
  spec: ResolvedSpec,
): VectorRecord {
  const vectors: Record<string, Float32Array> = {};
  for (const [name, { modality, dimensions }] of Object.entries(spec.vectors)) {
    const full = embeddings.find((entry) => entry.modality === modality)?.embedding.vector;
    if (full !== undefined) vectors[name] = truncate(full, dimensions);
  }
  const { metadata, text, uri, parentId, source, contentHash } = fields;
  return { id, vectors, metadata, text, uri, parentId, source, contentHash };
}

/** Bytes of a record on a binary wire, near enough to plan batches by: a character takes one to three of them. */
export function recordBytes(record: VectorRecord): number {
  const { id, vectors, metadata, text = '', uri = '', parentId = '', source = '' } = record;
  let bytes = 64 + Buffer.byteLength(metadataJson(metadata));
  for (const part of [id, text, uri, parentId, source]) bytes += Buffer.byteLength(part);
  for (const vector of Object.values(vectors)) bytes += vector.byteLength;
  return bytes;
}

/** Bytes of all vectors of one record. */
export function vectorBytes(spec: ResolvedSpec): number {
  return Object.values(spec.vectors).reduce(
    (sum, { dimensions }) => sum + dimensions * Float32Array.BYTES_PER_ELEMENT,
    0,
  );
}

function uriOf(item: Item): string | undefined {
  const { image } = item;
  if (image instanceof URL) return image.href;
  return typeof image === 'string' && !image.startsWith('data:') ? image : undefined;
}
