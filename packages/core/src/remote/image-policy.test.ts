import { describe, expect, it } from 'vitest';
import { raster } from '../image/__fixtures__/raster.ts';
import { fit } from '../image/geometry.ts';
import { resizeAndCrop } from '../image/resize.ts';
import { countTiles, estimateImage, estimateText } from './estimate.ts';
import { fitToPolicy, resolveImagePolicy } from './image-policy.ts';
import { hostedModels } from './models.ts';
import { shareTokens } from './share-tokens.ts';

const clip = hostedModels['jina-clip-v2'];

describe('the tiles of an image', () => {
  it.each([
    // The example of jina.ai/embeddings: 600 x 600 pixels.
    ['jina-clip-v2', 600, 600, 16_000],
    ['jina-clip-v1', 600, 600, 9_000],
    ['jina-embeddings-v4', 600, 600, 4_840],
    ['jina-clip-v2', 512, 512, 4_000],
    ['jina-clip-v2', 513, 512, 8_000],
    ['jina-clip-v2', 1, 1, 4_000],
  ] as const)('cost for %s of %i x %i pixels %i tokens', (id, width, height, tokens) => {
    const rule = hostedModels[id].image;
    if (rule === undefined) throw new Error('a model for images');
    expect(estimateImage(width, height, rule).tokens).toBe(tokens);
  });

  it('count a tile that is begun', () => {
    expect(countTiles(1025, 511, 512)).toBe(3);
  });
});

describe('an image fitted by its policy', () => {
  const wide = raster(900, 300, 'smooth');

  it('is with crop, the default, the very square that the local model gets', () => {
    expect(resolveImagePolicy(undefined, clip, 'jina-clip-v2')).toBe('crop');
    const { data, width, height } = fitToPolicy(wide, 'crop', 512);
    expect([width, height]).toEqual([512, 512]);
    expect(data).toEqual(resizeAndCrop(wide, fit(900, 300, 512), 512));
  });

  it('is whole with shrink, its longest edge no longer than the side', () => {
    const { data, width, height } = fitToPolicy(wide, 'shrink', 512);
    expect([width, height, data.length]).toEqual([512, 171, 512 * 171 * 3]);
  });

  it('is not enlarged by shrink', () => {
    const small = raster(40, 20, 'noise');
    expect(fitToPolicy(small, 'shrink', 512)).toBe(small);
  });

  it('keeps at least one pixel of a side', () => {
    const { width, height } = fitToPolicy(raster(3000, 1, 'noise'), 'shrink', 512);
    expect([width, height]).toEqual([512, 1]);
  });

  it('stands with pad in the middle of a white square', () => {
    const { data, width, height } = fitToPolicy(wide, 'pad', 512);
    expect([width, height]).toEqual([512, 512]);
    const top = Math.floor((512 - 171) / 2);
    const rows = (from: number, to: number): Uint8Array => data.subarray(from * 1536, to * 1536);
    expect(rows(0, top).every((value) => value === 255)).toBe(true);
    expect(rows(top + 171, 512).every((value) => value === 255)).toBe(true);
    expect(rows(top, top + 171)).toEqual(fitToPolicy(wide, 'shrink', 512).data);
  });

  it('is enlarged by pad, as crop does too', () => {
    const { data } = fitToPolicy({ data: new Uint8Array(6), width: 2, height: 1 }, 'pad', 4);
    const row = (y: number): readonly number[] => [...data.subarray(y * 12, y * 12 + 12)];
    expect(row(0).every((value) => value === 255)).toBe(true);
    expect(row(1).every((value) => value === 0)).toBe(true);
    expect(row(2).every((value) => value === 0)).toBe(true);
    expect(row(3).every((value) => value === 255)).toBe(true);
  });

  it('stays as it is for a model without a side, which refuses any other policy', () => {
    const v4 = hostedModels['jina-embeddings-v4'];
    expect(resolveImagePolicy(undefined, v4, 'jina-embeddings-v4')).toBe('original');
    expect(() => resolveImagePolicy('crop', v4, 'jina-embeddings-v4')).toThrow(/use original/);
  });
});

describe('the tokens of a text', () => {
  it('are about a quarter of its bytes, and the instruction of a query comes on top', () => {
    const text = 'a'.repeat(400);
    expect(estimateText(text, 'document', clip).tokens).toBe(102);
    expect(estimateText(text, 'query', clip).tokens).toBe(113);
  });

  it('are never more than its normalised characters and what the model puts around them', () => {
    expect(estimateText('abc', 'document', clip).atMost).toBe(6);
    // U+FDFA is one character of eighteen in normal form.
    expect(estimateText('\uFDFA', 'document', clip).atMost).toBe(21);
    expect(estimateText('a'.repeat(100_000), 'document', clip).atMost).toBe(8194);
    // A tokenizer of bytes may make three tokens of it, and its documents have an instruction too.
    const v4 = hostedModels['jina-embeddings-v4'];
    expect(estimateText('\u4E2D', 'document', v4).atMost).toBe(66);
  });

  it('of a request are shared so that the parts are whole and add up', () => {
    expect(shareTokens(100, [1, 1, 1])).toEqual([33, 34, 33]);
    expect(shareTokens(7, [0, 0])).toEqual([4, 3]);
    expect(shareTokens(0, [5])).toEqual([0]);
    expect(shareTokens(8006, [6, 4000, 4000]).reduce((sum, one) => sum + one, 0)).toBe(8006);
  });
});
