import { describe, expect, it } from 'vitest';
import { modelDirectory } from './__fixtures__/model-directory.ts';
import { onnx } from './onnx.ts';

/** What the user sees of a model that is not ours, by whichever of its files gives it away first. */
async function problemOf(changes: Parameters<typeof modelDirectory>[0]): Promise<string> {
  const directory = await modelDirectory(changes);
  const embedder = await onnx({ directory, preload: true }).catch((error: unknown) => error);
  return String(embedder).replaceAll(directory, 'HERE');
}

describe('another model is recognised by its config', () => {
  it.each([
    [
      'CLIP',
      { model_type: 'clip' },
      /this is a plain CLIP model \(clip\).*77 tokens.*use jinaai\/jina-clip-v2/,
    ],
    ['Chinese CLIP', { model_type: 'chinese_clip' }, /this is a plain CLIP model \(chinese_clip\)/],
    [
      'SigLIP',
      { model_type: 'siglip' },
      /this is a SigLIP model \(siglip\).*use jinaai\/jina-clip-v2.*or say how it is fed in a nestvec\.json/,
    ],
    ['SigLIP 2', { model_type: 'siglip2' }, /this is a SigLIP model \(siglip2\)/],
    [
      'a text model',
      { model_type: 'xlm-roberta' },
      /this is a text model \(xlm-roberta\) without an image tower/,
    ],
    [
      'an image model',
      { model_type: 'dinov2' },
      /this is an image model \(dinov2\) without a text tower/,
    ],
    ['the image tower of CLIP', { model_type: 'clip_vision_model' }, /without a text tower/],
    [
      'a language model',
      { model_type: 'llama' },
      /config\.json says llama where jina_clip is expected/,
    ],
    [
      'nothing',
      { model_type: undefined },
      /config\.json says no model_type where jina_clip is expected/,
    ],
  ])('%s', async (_, config, problem) => {
    expect(await problemOf({ config })).toMatch(problem);
  });
});

describe('another graph is recognised by its inputs and outputs', () => {
  it.each([
    [
      'jina-clip-v1',
      /a CLIP model or of jina-clip-v1 \(text_embeds, image_embeds\); use jinaai\/jina-clip-v2/,
    ],
    ['clip', /a plain CLIP model \(attention_mask, logits_per_image\)/],
    ['siglip', /a SigLIP or CLIP model \(logits_per_image\)/],
    ['text-only', /this is the text tower alone; nestvec reads the export with both towers/],
    ['image-only', /this is the image tower alone; nestvec reads the export with both towers/],
    ['masked', /takes an attention mask, as plain CLIP and jina-clip-v1 do/],
  ])('%s', async (graph, problem) => {
    expect(await problemOf({ onnx: { 'model.onnx': `graphs/${graph}.onnx` } })).toMatch(problem);
  });

  it('by the names of its files, where jina-clip-v2 would lie in one', async () => {
    const onnx = {
      'text_model.onnx': 'graphs/text-only.onnx',
      'vision_model.onnx': 'graphs/image-only.onnx',
    };
    expect(await problemOf({ onnx })).toMatch(
      /no onnx\/model\*\.onnx but a text_model or a vision_model.*both towers in one file/,
    );
  });
});

describe('a graph of the right kind and the wrong shape is refused with exactly what differs', () => {
  it.each([
    [
      '768-dimensions',
      'l2norm_text_embeddings has the shape [b, 768] where [any, 32] is expected; l2norm_image_embeddings has the shape [n, 768] where [any, 32] is expected',
    ],
    ['64-pixels', 'pixel_values has the shape [n, 3, 64, 64] where [any, 3, 32, 32] is expected'],
    ['half-pixels', 'pixel_values is float16 where float32 is expected'],
    ['int32-ids', 'input_ids is int32 where int64 is expected'],
    ['fixed-batch', 'input_ids has the shape [1, s] where [any, any] is expected'],
    ['no-l2norm', 'l2norm_text_embeddings is missing; l2norm_image_embeddings is missing'],
    ['extra-input', 'it also wants the input token_type_ids'],
  ])('%s', async (graph, differences) => {
    const found = await problemOf({ onnx: { 'model.onnx': `graphs/${graph}.onnx` } });
    expect(found).toBe(
      `NestvecError: the model in HERE can't be used: its graph is not jina-clip-v2's: ${differences}`,
    );
  });
});

describe('configs that do not fit are refused by field', () => {
  it.each([
    [{ resize_mode: 'squash' }, /preprocessor_config\.json\.resize_mode: must be "shortest"/],
    [{ interpolation: 'bilinear' }, /preprocessor_config\.json\.interpolation: must be "bicubic"/],
    [{ mean: [0.5] }, /preprocessor_config\.json\.mean/],
    [{ std: undefined }, /preprocessor_config\.json\.std/],
    [{ std: [0, 0.2, 0.2] }, /preprocessor_config\.json\.std\.0: must be from 0\.001 to 1/],
    [
      { size: 64 },
      /pixel_values has the shape \[image_batch_size, 3, 32, 32\] where \[any, 3, 64, 64\]/,
    ],
  ])('%j', async (preprocessor, problem) => {
    expect(await problemOf({ preprocessor })).toMatch(problem);
  });

  it('projection_dim is missing', async () => {
    expect(await problemOf({ config: { projection_dim: undefined } })).toMatch(
      /does not give projection_dim/,
    );
  });

  it.each(['config.json', 'preprocessor_config.json', 'tokenizer.json'])(
    '%s is missing',
    async (name) => {
      expect(await problemOf({ without: [name] })).toContain(`${name} can't be read`);
    },
  );
});
