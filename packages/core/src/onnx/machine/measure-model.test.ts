import { describe, expect, it, onTestFinished } from 'vitest';
import { NestvecError } from '../../errors.ts';
import { rowDirectory } from '../__fixtures__/row-directory.ts';
import { onnx } from '../onnx.ts';
import { measureModel } from './measure-model.ts';

describe('measureModel', { timeout: 60_000 }, () => {
  it.each(['jina-clip-v1', 'jina-clip-v1-whole', 'siglip', 'clip', 'mobileclip'])(
    'measures a query, texts and an image of a graph with the signature of %s',
    async (row) => {
      const embedder = await onnx({ directory: await rowDirectory(row), worker: false });
      onTestFinished(() => embedder.close());
      const told: string[] = [];
      const speed = await measureModel(embedder, { onProgress: (what) => told.push(what) });
      expect(told).toEqual(['a query', 'texts', 'an image']);
      expect(Object.keys(speed)).toEqual(['queryMs', 'tokensPerSecond', 'imageMs']);
      for (const figure of Object.values(speed)) expect(figure).toBeGreaterThan(0);
    },
  );

  it('gives jina-embeddings-v3, which takes no images, none of them', async () => {
    const directory = await rowDirectory('jina-embeddings-v3');
    const embedder = await onnx({ directory, worker: false });
    onTestFinished(() => embedder.close());
    const sent: string[] = [];
    const watched: typeof embedder = {
      ...embedder,
      embed: async (contents, options) => {
        for (const one of contents) sent.push(`${Object.keys(one).join()} as ${options.task}`);
        return await embedder.embed(contents, options);
      },
    };
    expect(Object.keys(await measureModel(watched))).toEqual(['queryMs', 'tokensPerSecond']);
    expect([...new Set(sent)]).toEqual(['text as query', 'text as document']);
  });

  it('counts the tokens that a short model reads, not those that it leaves out', async () => {
    const embedder = await onnx({ directory: await rowDirectory('clip'), worker: false });
    onTestFinished(() => embedder.close());
    const tokens: number[] = [];
    const watched: typeof embedder = {
      ...embedder,
      embed: async (contents, options) => {
        const result = await embedder.embed(contents, options);
        if (options.task === 'document') tokens.push(result.usage.tokens);
        return result;
      },
    };
    await measureModel(watched);
    expect(tokens[0]).toBe(8 * 77);
  });

  it('rejects with what a content was refused with, which would be quick', async () => {
    const embedder = await onnx({ directory: await rowDirectory('clip'), worker: false });
    onTestFinished(() => embedder.close());
    const error = new NestvecError('text', 'no', { reason: 'empty' });
    const refusing: typeof embedder = {
      ...embedder,
      embed: async (contents) =>
        await Promise.resolve({
          embeddings: contents.map(() => ({ ok: false as const, error })),
          usage: { tokens: 9, requests: 1 },
        }),
    };
    await expect(measureModel(refusing)).rejects.toBe(error);
  });

  it('is stopped by its signal', async () => {
    const embedder = await onnx({ directory: await rowDirectory('clip'), worker: false });
    onTestFinished(() => embedder.close());
    await expect(measureModel(embedder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});
