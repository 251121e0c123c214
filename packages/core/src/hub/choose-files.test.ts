import { describe, expect, it } from 'vitest';
import type { Weights } from '../onnx/weights.ts';
import { chooseFiles } from './choose-files.ts';
import { resolveChoice } from './find.ts';

const settings = ['config.json', 'preprocessor_config.json', 'tokenizer.json'];
const halves = ['onnx/text_model.onnx', 'onnx/vision_model.onnx'];
const whole = ['onnx/model.onnx', 'onnx/model.onnx_data'];
const v1 = 'jinaai/jina-clip-v1';
const v3 = 'jinaai/jina-embeddings-v3';

const chosen = (paths: readonly string[], model: string, weights: Weights = 'fp32'): string[] =>
  chooseFiles(
    [...paths, 'README.md'].map((path) => ({ path })),
    weights,
    model,
  ).map(({ path }) => path);

describe('the files of a model', () => {
  it('are both halves where each has its own', () => {
    expect(chosen([...settings, ...halves], v1)).toEqual([...settings, ...halves]);
  });

  it('are the one file of jina-clip-v1 where its halves are not there', () => {
    expect(chosen([...settings, ...whole], v1)).toEqual([...settings, ...whole]);
    expect(chosen([...settings, ...whole, ...halves], v1)).toEqual([...settings, ...halves]);
  });

  it('are the one file of any other model, and its halves where there is none', () => {
    expect(chosen([...settings, ...whole, ...halves], 'me/clip')).toEqual([...settings, ...whole]);
    expect(chosen([...settings, ...halves], 'me/clip')).toEqual([...settings, ...halves]);
  });

  it('need no preprocessing of images for a model of texts', () => {
    const texts = ['config.json', 'tokenizer.json', ...whole];
    expect(chosen(texts, v3)).toEqual(texts);
    expect(() => chosen(texts, v1)).toThrow(/has no preprocessor_config\.json/);
  });

  it('are nestvec.json and every graph beside it, since only that says which it describes', () => {
    const own = ['nestvec.json', 'tokenizer.json', ...whole, ...halves];
    expect(chosen(own, 'me/clip')).toEqual(own);
  });

  it('are refused where a half is missing, with the weights that there are', () => {
    const quantized = ['onnx/text_model_quantized.onnx', 'onnx/vision_model_quantized.onnx'];
    const paths = [...settings, 'onnx/text_model.onnx', ...quantized];
    expect(() => chosen(paths, v1)).toThrow('has no weights "fp32"; there are: quantized');
  });
});

it('the default weights are the first of those that are published', () => {
  const defaults = ['jinaai/jina-clip-v2', v1, v3, 'me/clip'].map(
    (model) => resolveChoice({ model }).weights,
  );
  expect(defaults).toEqual(['int8', 'quantized', 'fp32', 'int8']);
});
