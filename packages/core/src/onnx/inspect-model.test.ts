import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { goldenPath, modelDirectories } from './__fixtures__/golden.ts';
import { modelDirectory } from './__fixtures__/model-directory.ts';
import { rowDirectory } from './__fixtures__/row-directory.ts';
import { inspectModel } from './inspect-model.ts';

describe('what a model takes', () => {
  it('is the weights of each half, which together are those of the file, and work by its layers', async () => {
    const directory = modelDirectories.tiny;
    const reports = await inspectModel({ directory, weights: 'fp32' });
    expect(reports.map(({ side }) => side)).toEqual(['text', 'image']);
    const { size } = await stat(goldenPath('tiny/onnx/model.onnx_data'));
    const sum = reports.reduce((total, { weightsBytes }) => total + weightsBytes, 0);
    expect(sum).toBeGreaterThan(size * 0.95);
    expect(sum).toBeLessThan(size * 1.05);
    // 512 tokens, 16 heads, layers of 4,096: those of jina-clip-v2, which tiny stands for.
    expect(reports[0]).toMatchObject({ length: 512, workBytes: 83_886_080 });
  });

  it('says where attention is written in a way that is not recognised', async () => {
    const files = { 'model.onnx': 'attention/batched.onnx' };
    const config = { config: { projection_dim: 32 }, preprocessor: { size: 96 } };
    const recognised = { 'model.onnx': 'attention/products.onnx' };
    const [unknown] = await inspectModel({
      directory: await modelDirectory({ onnx: files, ...config }),
    });
    const [known] = await inspectModel({
      directory: await modelDirectory({ onnx: recognised, ...config }),
      maxTokens: 8192,
    });
    expect(unknown?.attention).toEqual({ all: 2, recognised: 0 });
    expect(known?.attention).toEqual({ all: 2, recognised: 2 });
    const [many] = await inspectModel({
      directory: await modelDirectory({ onnx: files, ...config }),
      maxTokens: 8192,
    });
    expect(known?.workBytes).toBeLessThan((many?.workBytes ?? 0) / 8);
  });

  it('says why halves can’t be loaded apart', async () => {
    const directory = await modelDirectory({ onnx: { 'model.onnx': 'graphs/entangled.onnx' } });
    const [text] = await inspectModel({ directory });
    expect(text?.together).toBe('l2norm_text_embeddings depends on both inputs');
  });

  it('is of texts alone for a model of texts, and of two files for one in two', async () => {
    const v3 = await inspectModel({ directory: await rowDirectory('jina-embeddings-v3') });
    expect(v3.map(({ side }) => side)).toEqual(['text']);
    const v1 = await inspectModel({ directory: await rowDirectory('jina-clip-v1') });
    expect(v1).toMatchObject([{ length: 512 }, { length: 197 }]);
    const own = await inspectModel({ directory: await rowDirectory('clip') });
    expect(own[1]).not.toHaveProperty('workBytes');
  });

  it('says whose memory is reckoned by layers of other sizes', async () => {
    const isAssumed = async (row: string): Promise<boolean> =>
      (await inspectModel({ directory: await rowDirectory(row) }))[0]?.isAssumed === true;
    expect(await isAssumed('jina-embeddings-v3')).toBe(true);
    expect(await isAssumed('clip')).toBe(true);
    expect(await isAssumed('jina-clip-v1')).toBe(false);
  });
});
