import { defaultSpec, type EmbedderIdentity } from '@nestvec/core';
import { describe, expect, it } from 'vitest';
import { askedSpec } from './asked-spec.ts';

const embedder: EmbedderIdentity = {
  model: 'nestvec/mini-clip',
  revision: '1',
  weights: 'fp16',
  preprocessing: 'p',
  maxTokens: 77,
  imagePolicy: 'i',
  taskHandling: 't',
  dimensions: 256,
};
const remembered = defaultSpec(embedder, { name: 'shop', fields: { price: 'number' } });

describe('what is asked of a collection that exists', () => {
  it('is what it remembers, where nothing is named', () => {
    expect(askedSpec('shop', embedder, remembered, {})).toEqual(remembered);
  });

  it('adds what is named and keeps the rest, graphs too', () => {
    const spec = askedSpec('shop', embedder, remembered, {
      vectors: { image: 256, image_32: 32 },
      fields: { color: 'string' },
    });
    expect(spec.fields).toEqual({ price: 'number', color: 'string' });
    expect(spec.vectors).toEqual({
      ...remembered.vectors,
      image_32: { ...remembered.vectors['image_64'], dimensions: 32 },
    });
  });

  it('keeps its vectors under a near model, and takes those of a different one', () => {
    const near = { ...embedder, weights: 'int8' };
    expect(askedSpec('shop', near, remembered, {}).vectors).toEqual(remembered.vectors);
    const other = { ...embedder, model: 'jinaai/jina-clip-v2', dimensions: 1024 };
    const spec = askedSpec('shop', other, remembered, {});
    expect(spec.vectors['image']).toMatchObject({ dimensions: 1024 });
    expect(spec.fields).toEqual({ price: 'number' });
  });
});

describe('what is asked of a collection that does not exist', () => {
  it('is the usual one, or only the vectors that are named', () => {
    expect(askedSpec('new', embedder, undefined, {})).toEqual(
      defaultSpec(embedder, { name: 'new' }),
    );
    const spec = askedSpec('new', embedder, undefined, { vectors: { image: 256, image_64: 64 } });
    expect(Object.keys(spec.vectors)).toEqual(['image', 'image_64']);
    expect(spec.vectors['image_64']).toMatchObject({ modality: 'image', graph: true });
  });

  it('has no vector whose name does not say what it is of', () => {
    for (const name of ['photo', 'images_64', 'Image']) {
      expect(() => askedSpec('new', embedder, undefined, { vectors: { [name]: 64 } })).toThrow(
        `--vectors: ${name} must begin with image or text, such as image_64`,
      );
    }
  });
});
