import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSpec, type EmbedderIdentity, type FieldType, normalize, truncate, type VectorRecord } from '@nestvec/core';
import type { ResolvedSpec } from '@nestvec/core/store';

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

/** A spec of images: `image` of 256 dimensions and `image_64`. */
export function pictureSpec(fields: Readonly<Record<string, FieldType>> = {}): ResolvedSpec {
  return defaultSpec(embedder, { name: 'things', modalities: ['image'], fields });
}

/** A new folder. */
export async function newFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'nestvec-lancedb-'));
}

/** A unit vector that depends on its seed only; those of different seeds are nearly at right angles, as random ones are. */
export function unitVector(seed: number): Float32Array {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = (): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
  return normalize(Float32Array.from({ length: 256 }, next));
}

/** A record of that spec. */
export function picture(id: string, seed: number, metadata: VectorRecord['metadata'] = {}): VectorRecord {
  const image = unitVector(seed);
  return { id, vectors: { image, image_64: truncate(image, 64) }, metadata };
}
