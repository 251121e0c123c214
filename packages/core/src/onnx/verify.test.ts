import { describe, expect, it } from 'vitest';
import type { Content } from '../embedder/content.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { modelDirectories } from './__fixtures__/golden.ts';
import { cardQuery, languageCosines } from './language-cosines.ts';
import { onnx } from './onnx.ts';
import { verifyModel } from './verify.ts';

/** The vector at an angle to the first axis whose cosine is given. */
function atCosine(cosine: number): Float32Array {
  const vector = new Float32Array(1024);
  vector[0] = cosine;
  vector[1] = Math.sqrt(1 - cosine ** 2);
  return vector;
}

/** Says that it is jina-clip-v2, and gives vectors whose cosines with the query are the card's, moved by `off`. */
function stub(
  off: (language: string) => number,
  vectorOf?: (content: Content) => Float32Array | undefined,
): Embedder {
  const known = (content: Content): Float32Array => {
    const found = languageCosines.find(({ text }) => 'text' in content && text === content.text);
    if (found !== undefined) return atCosine(found.cosine + off(found.language));
    if ('text' in content)
      return atCosine(content.text === cardQuery ? 1 : content.text.charCodeAt(0) / 200);
    return atCosine((JSON.stringify(content.image).length % 50) / 50);
  };
  return {
    identity: {
      model: 'jinaai/jina-clip-v2',
      revision: 'x',
      weights: 'q4',
      preprocessing: 'onnx-1',
      maxTokens: 512,
      imagePolicy: 'crop',
      taskHandling: 'prefix',
      dimensions: 1024,
    },
    limits: { itemsPerCall: 64, tokensPerCall: Infinity, bytesPerCall: Infinity, concurrency: 1 },
    embed: async (contents, { task }) => {
      // The query alone is embedded as one; a real embedder would give other vectors otherwise.
      const isQuery = contents.some((content) => 'text' in content && content.text === cardQuery);
      if (isQuery !== (task === 'query')) throw new Error(`embedded as ${task}`);
      return {
        embeddings: contents.map((content) => ({
          ok: true,
          vector: vectorOf?.(content) ?? known(content),
          tokens: 1,
          truncated: false,
        })),
        usage: { tokens: 1, requests: 0 },
      };
    },
    measure: async () => [],
    close: async () => {},
  };
}

describe('verifying a model', () => {
  it('passes jina-clip-v2 where all nine cosines are near those of its card', async () => {
    const { passed, checks } = await verifyModel(
      stub((language) => (language === 'Greek' ? -0.04 : 0.02)),
    );
    expect(passed).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual(['texts', 'images', 'languages']);
    expect(checks[2]?.detail).toBe("nine cosines are within 0.0400 of the model card's");
  });

  it('fails it where one cosine is further away, and names the language', async () => {
    const { passed, checks } = await verifyModel(
      stub((language) => (language === 'Hindi' ? 0.06 : 0)),
    );
    expect(passed).toBe(false);
    expect(checks.filter((check) => !check.passed)).toEqual([
      {
        name: 'languages',
        passed: false,
        detail:
          'Hindi 0.739 instead of 0.679; the weights or the tokenizer are not those of jina-clip-v2',
      },
    ]);
  });

  it.each([
    ['the same vector for all', () => atCosine(0.5), /cosine of 1\.0000/],
    ['vectors that are not finite', () => atCosine(Number.NaN), /holds NaN/],
    [
      'vectors of another length',
      () => new Float32Array(7).fill(1),
      /has 7 dimensions where 1024 are expected/,
    ],
    ['vectors that are not normalised', () => new Float32Array(1024).fill(1), /has norm 32\.00/],
  ])('fails %s', async (_, vectorOf, detail) => {
    const { passed, checks } = await verifyModel(stub(() => 0, vectorOf));
    expect(passed).toBe(false);
    expect(checks[0]).toMatchObject({
      name: 'texts',
      passed: false,
      detail: expect.stringMatching(detail),
    });
  });

  it('leaves images out where asked', async () => {
    const { checks } = await verifyModel(
      stub(() => 0),
      { images: false },
    );
    expect(checks.map(({ name }) => name)).toEqual(['texts', 'languages']);
  });

  it.each(['tiny', 'mini-clip'] as const)(
    'of another name checks what holds for any (%s)',
    async (model) => {
      const embedder = await onnx({ directory: modelDirectories[model] });
      const { passed, checks } = await verifyModel(embedder);
      expect(checks.map((check) => [check.name, check.passed])).toEqual([
        ['texts', true],
        ['images', true],
      ]);
      expect(passed).toBe(true);
      await embedder.close();
      await expect(verifyModel(embedder)).rejects.toMatchObject({ code: 'closed' });
    },
  );

  it('ends when the signal fires', async () => {
    const embedder = await onnx({ directory: modelDirectories.tiny });
    await expect(verifyModel(embedder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    await embedder.close();
  });
});
