import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleImages, modelDirectory } from './index.ts';

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(modelDirectory, file), 'utf8'));
}

it.each(Object.entries(exampleImages))('has an image of a %s', (_, path) => {
  expect(readFileSync(path).toString('latin1', 0, 4)).toBe('RIFF');
});

describe('the model folder', () => {
  it('weighs at most 25 MB', () => {
    const files = ['onnx/model_fp16.onnx', 'tokenizer.json'];
    const [weights = 0, tokenizer = 0] = files.map(
      (file) => statSync(join(modelDirectory, file)).size,
    );
    expect(weights).toBeGreaterThan(10_000_000);
    expect(weights + tokenizer).toBeLessThanOrEqual(25_000_000);
  });

  it('names its revision, its dimensions and the query prefix of jina-clip-v2', () => {
    expect(readJson('config.json')).toMatchObject({
      _name_or_path: 'nestvec/mini-clip',
      revision: '2',
      model_type: 'jina_clip',
      projection_dim: 256,
      matryoshka_dimensions: [32, 64, 128, 256],
      task_instructions: {
        'retrieval.query': 'Represent the query for retrieving evidence documents: ',
      },
      vision_config: { image_size: 64 },
    });
  });

  it('prepares images as jina-clip-v2 does, at its own size', () => {
    expect(readJson('preprocessor_config.json')).toEqual({
      size: 64,
      resize_mode: 'shortest',
      interpolation: 'bicubic',
      fill_color: 0,
      mean: [0.48145466, 0.4578275, 0.40821073],
      std: [0.26862954, 0.26130258, 0.27577711],
    });
  });

  it("has the steps and special ids of XLM-RoBERTa's tokenizer, in lower case", () => {
    expect(readJson('tokenizer.json')).toMatchObject({
      truncation: null,
      padding: null,
      added_tokens: [
        { id: 0, content: '<s>' },
        { id: 1, content: '<pad>' },
        { id: 2, content: '</s>' },
        { id: 3, content: '<unk>' },
      ],
      normalizer: {
        type: 'Sequence',
        normalizers: [{ type: 'Precompiled' }, { type: 'Lowercase' }],
      },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Metaspace' }],
      },
      post_processor: { type: 'TemplateProcessing' },
      model: { type: 'Unigram', unk_id: 3 },
    });
  });
});
