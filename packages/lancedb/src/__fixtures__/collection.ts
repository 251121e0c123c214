import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defaultSpec,
  type EmbedderIdentity,
  type FieldType,
  normalize,
  type ResolvedSpec,
  truncate,
  type VectorRecord,
} from '@nestvec/core';

export const embedder: EmbedderIdentity = {
  model: 'nestvec/mini-clip',
  revision: '1',
  weights: 'fp16',
  preprocessing: 'onnx-1',
  maxTokens: 512,
  imagePolicy: 'crop',
  taskHandling: 'prefix',
  dimensions: 256,
};

/** A spec of pictures: `image` of 256 dimensions and `image_64`. */
export function pictureSpec(fields: Readonly<Record<string, FieldType>> = {}): ResolvedSpec {
  return defaultSpec(embedder, { name: 'things', modalities: ['image'], fields });
}

/** A new folder. */
export async function newFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'nestvec-lancedb-'));
}

/** A unit vector that depends on its seed only. */
export function unitVector(seed: number): Float32Array {
  return normalize(Float32Array.from({ length: 256 }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233)));
}

/** A record of that spec. */
export function picture(id: string, seed: number, metadata: VectorRecord['metadata'] = {}): VectorRecord {
  const image = unitVector(seed);
  return { id, vectors: { image, image_64: truncate(image, 64) }, metadata };
}
