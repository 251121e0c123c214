import type { EmbedderIdentity, FieldType, NamedVectorSpec } from '@nestvec/core';

/** Embedder of most test collections: short vectors, prefixes down to 32. */
export const miniIdentity: EmbedderIdentity = {
  model: 'nestvec/mini-clip',
  revision: '0123456789abcdef',
  weights: 'fp32',
  preprocessing: 'onnx-1',
  maxTokens: 512,
  imagePolicy: 'crop',
  taskHandling: 'prefix',
  dimensions: 256,
};

/** Embedder of the collections that must have the real model's size. */
export const clipIdentity: EmbedderIdentity = {
  ...miniIdentity,
  model: 'jinaai/jina-clip-v2',
  dimensions: 1024,
};

/** The collection that most cases work on, short of its name: every modality at full and small size, every type of field. */
export const baseSpec: {
  readonly embedder: EmbedderIdentity;
  readonly vectors: Readonly<Record<'text' | 'text_32' | 'image' | 'image_64', NamedVectorSpec>>;
  readonly fields: Readonly<
    Record<'color' | 'price' | 'stocked' | 'made' | 'tags' | 'sizes', FieldType>
  >;
} = {
  embedder: miniIdentity,
  vectors: {
    text: { modality: 'text' },
    text_32: { modality: 'text', dimensions: 32 },
    image: { modality: 'image' },
    image_64: { modality: 'image', dimensions: 64 },
  },
  fields: {
    color: 'string',
    price: 'number',
    stocked: 'boolean',
    made: 'datetime',
    tags: 'string[]',
    sizes: 'number[]',
  },
};
