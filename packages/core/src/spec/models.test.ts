import { describe, expect, it } from 'vitest';
import { publishedModel } from '../hub/published.ts';
import { isNonCommercial } from '../hub/license.ts';
import { localModel, localModels } from '../onnx/local-models.ts';
import { hostedModels } from '../remote/models.ts';
import { meantModel } from './meant-model.ts';
import { knownModels, modelFacts } from './models.ts';

describe('the model table', () => {
  it('has a row for every hosted model and says what it embeds', () => {
    for (const { identity, dimensions, modalities } of Object.values(hostedModels))
      expect(modelFacts(identity)).toMatchObject({ dimensions, modalities });
  });

  it('says which licences allow no commercial use, and who says so', () => {
    const restricted = knownModels.filter((name) =>
      isNonCommercial(modelFacts(name)?.license?.id ?? ''),
    );
    expect(restricted).toEqual([
      'jinaai/jina-clip-v2',
      'jinaai/jina-embeddings-v3',
      'jinaai/jina-embeddings-v4',
      'jinaai/jina-embeddings-v5-text-small',
      'jinaai/jina-embeddings-v5-text-nano',
    ]);
    expect(modelFacts('jinaai/jina-clip-v1')?.license).toEqual({
      id: 'Apache-2.0',
      source: expect.stringContaining('jina.ai/models/jina-clip-v1'),
    });
    // No source at hand says it.
    expect(modelFacts('jinaai/jina-embeddings-v5-omni-small')?.license).toBeUndefined();
  });

  it.each([
    ['cc-by-nc-sa-4.0', true],
    ['CC-BY-NC-4.0', true],
    ['PolyForm-Noncommercial-1.0.0', true],
    ['NCGL-UK-2.0', true],
    ['fair-noncommercial-research-license', true],
    ['apple-amlr', true],
    ['Apache-2.0', false],
    ['MIT', false],
    ['apple-ascl', false],
    ['ncsa', false],
    ['CC-BY-4.0', false],
    ['openrail', false],
  ])('of a licence %s says that it forbids commercial use: %s', (license, forbids) => {
    expect(isNonCommercial(license)).toBe(forbids);
  });

  it.each([
    ['jina-clip-v2', 'jinaai/jina-clip-v2'],
    ['jinai/jina-clip-v1', 'jinaai/jina-clip-v1'],
    ['jinaai/jina-clip-v3', 'jinaai/jina-clip-v2'],
    ['JINA-CLIP-V1', 'jinaai/jina-clip-v1'],
    ['jina-embedding-v3', 'jinaai/jina-embeddings-v3'],
    ['miniclip', 'nestvec/mini-clip'],
    ['jinaai/jina-clip-v2', undefined],
    ['openai/clip-vit-base-patch32', undefined],
    ['me/my-clip', undefined],
    ['e5', undefined],
  ])('takes %s for %s', (name, meant) => {
    expect(meantModel(name)).toBe(meant);
  });

  it('is where a model that can be fetched has its licence from', () => {
    expect(publishedModel('jinaai/jina-clip-v2')?.license).toBe('CC-BY-NC-4.0');
    expect(publishedModel('jinaai/jina-clip-v1')?.license).toBe('Apache-2.0');
    expect(publishedModel('jinaai/jina-embeddings-v4')).toBeUndefined();
  });

  it('says of every model that runs here what it says of it elsewhere, and which weights there are', () => {
    for (const name of localModels) {
      const row = localModel(name);
      const modalities = row?.image === undefined ? ['text'] : ['text', 'image'];
      expect(row?.model).toBe(name);
      expect(modelFacts(name)).toMatchObject({ dimensions: row?.dimensions, modalities });
      expect(publishedModel(name)?.weights.length).toBeGreaterThan(0);
    }
  });

  it('lists the shorter lengths of each model from long to short', () => {
    for (const name of knownModels) {
      const lengths = modelFacts(name)?.trainedDimensions ?? [];
      expect([...lengths]).toEqual(lengths.toSorted((a, b) => b - a));
      expect(lengths[0]).toBe(modelFacts(name)?.dimensions);
    }
  });
});
