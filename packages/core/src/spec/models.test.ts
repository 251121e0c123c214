import { describe, expect, it } from 'vitest';
import { publishedModel } from '../hub/published.ts';
import { isNonCommercial } from '../hub/license.ts';
import { localModel, localModels } from '../onnx/local-models.ts';
import { hostedModels } from '../remote/models.ts';
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
    expect(restricted).toEqual(['jinaai/jina-clip-v2', 'jinaai/jina-embeddings-v3']);
    expect(modelFacts('jinaai/jina-clip-v1')?.license).toEqual({
      id: 'Apache-2.0',
      source: 'fastembed 0.9.1, image/onnx_embedding.py',
    });
    expect(modelFacts('jinaai/jina-embeddings-v4')?.license).toBeUndefined();
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
