import { cosine, type Embedder, isNestvecError, NestvecError } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { APICallError, NoSuchModelError } from '@ai-sdk/provider';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sdks } from './__fixtures__/sdks.ts';
import { createNestvec } from './create-nestvec.ts';
import { imageValues } from './image-values.ts';

const image = (byte: number) => Uint8Array.of(byte, 1, 2);

/** An embedder whose first calls fail. */
function failing(times: number, details: { status: number; retries?: number }): Embedder {
  let left = times;
  const embedder = fakeEmbedder();
  return {
    ...embedder,
    embed: async (...call: Parameters<Embedder['embed']>) => {
      if (left-- <= 0) return await embedder.embed(...call);
      throw new NestvecError('embedder', 'the service is busy', {
        operation: 'embed',
        retryable: details.status >= 429,
        retryAfterMs: 1,
        ...details,
      });
    },
  };
}

describe.each(sdks)('$name', ({ sdk }) => {
  const { embed, embedMany } = sdk;
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('embeds as documents or as queries, by the model id or by an option', async () => {
    const tasks: string[] = [];
    const embedder = fakeEmbedder({ onCall: (_, task) => tasks.push(task) });
    const nestvec = createNestvec({ embedder });
    await embed({ model: nestvec.embeddingModel('document'), value: 'a' });
    await embed({ model: nestvec.embeddingModel('query'), value: 'a' });
    await embed({ model: nestvec.embeddingModel(embedder.identity.model), value: 'a' });
    const model = nestvec.embeddingModel('document');
    await embed({ model, value: 'a', providerOptions: { nestvec: { task: 'query' } } });
    expect(tasks).toEqual(['document', 'query', 'document', 'query']);
  });

  it('gives plain numbers in the order of the values, with the tokens of all calls, and warns of nothing', async () => {
    const warn = vi.spyOn(console, 'warn');
    const info = vi.spyOn(console, 'info');
    const embedder = fakeEmbedder({ limits: { itemsPerCall: 3 } });
    const model = createNestvec({ embedder }).embeddingModel('document');
    const values = ['a', 'b c', 'd', 'e', 'f', 'g', 'h'];
    const { embeddings, usage } = await embedMany({ model, values });
    expect(embeddings).toHaveLength(7);
    expect(JSON.parse(JSON.stringify(embeddings))).toEqual(embeddings);
    const { embeddings: own } = await embedder.embed(
      values.map((text) => ({ text })),
      { task: 'document' },
    );
    expect(embeddings).toEqual(own.map((one) => (one.ok ? [...one.vector] : [])));
    expect(usage.tokens).toBe(22);
    expect([...warn.mock.calls, ...info.mock.calls]).toEqual([]);
  });

  it('embeds images in place of values, though the SDK makes several calls of them', async () => {
    const sizes: number[] = [];
    const embedder = fakeEmbedder({
      limits: { itemsPerCall: 2 },
      onCall: (contents) => sizes.push(contents.length),
    });
    const model = createNestvec({ embedder }).embeddingModel('document');
    const content = [null, { image: image(1) }, null, { image: image(2) }, { image: image(3) }];
    const { embeddings } = await embedMany({
      model,
      values: ['a', '', 'b', '', ''],
      providerOptions: { nestvec: { content } } as never,
    });
    const { embeddings: own } = await embedder.embed(
      [{ text: 'a' }, { image: image(1) }, { text: 'b' }, { image: image(2) }, { image: image(3) }],
      { task: 'document' },
    );
    expect(embeddings).toEqual(own.map((one) => (one.ok ? [...one.vector] : [])));
    // Calls are made at once, in any order.
    expect(sizes.toSorted((a, b) => a - b)).toEqual([1, 2, 2, 5]);
  });

  it('embeds a list of images, also through middleware', async () => {
    const embedder = fakeEmbedder({ limits: { itemsPerCall: 2 } });
    const nestvec = createNestvec({ embedder });
    const images = [1, 2, 3, 4, 5].map(image);
    const model = nestvec.embeddingModel('document');
    const { embeddings } = await embedMany({ model, ...imageValues(images) });
    const one = await embed({
      model,
      value: '',
      providerOptions: { nestvec: { content: [{ image: images[4] }] } } as never,
    });
    expect(one.embedding).toEqual(embeddings[4]);
    expect(new Set(embeddings.map((vector) => vector[0])).size).toBe(5);
    const wrapped = sdk.wrapEmbeddingModel({
      model,
      middleware: sdk.defaultEmbeddingSettingsMiddleware({
        settings: { providerOptions: { nestvec: { dimensions: 64 } } },
      }),
    });
    const { embeddings: short } = await embedMany({ model: wrapped, ...imageValues(images) });
    for (const [i, vector] of short.entries()) {
      expect(vector).toHaveLength(64);
      const prefix = Float32Array.from(embeddings[i]?.slice(0, 64) ?? []);
      expect(cosine(Float32Array.from(vector), prefix)).toBeCloseTo(1, 5);
    }
  });

  it('cuts to fewer dimensions and renormalises', async () => {
    const model = createNestvec({ embedder: fakeEmbedder() }).embeddingModel('query');
    const { embedding } = await embed({
      model,
      value: 'a',
      providerOptions: { nestvec: { dimensions: 64 } },
    });
    expect(embedding).toHaveLength(64);
    expect(embedding.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  });

  it('lets the SDK try again what a service refused for a while, and nothing else', async () => {
    const model = createNestvec({ embedder: failing(2, { status: 429 }) }).embeddingModel('query');
    const { embedding } = await embed({ model, value: 'a' });
    expect(embedding).toHaveLength(256);
    for (const [embedder, isRetryable] of [
      [failing(9, { status: 503 }), true],
      [failing(9, { status: 401 }), false],
      [failing(9, { status: 503, retries: 6 }), false],
    ] as const) {
      const call = embed({
        model: createNestvec({ embedder }).embeddingModel('query'),
        value: 'a',
        maxRetries: 0,
      });
      await expect(call).rejects.toSatisfy(
        (error) => APICallError.isInstance(error) && error.isRetryable === isRetryable,
      );
    }
  });

  it('names a value that can’t be embedded by its place among all values', async () => {
    const embedder = fakeEmbedder({ limits: { itemsPerCall: 2 } });
    const model = createNestvec({ embedder }).embeddingModel('document');
    const call = embedMany({ model, values: ['a', 'b', 'c', 'd', 'e [fail]'] });
    await expect(call).rejects.toSatisfy(
      (error) => isNestvecError(error, 'invalid-input') && error.details.field === 'values[4]',
    );
  });

  it('stops with the reason of the caller’s signal', async () => {
    const model = createNestvec({ embedder: fakeEmbedder({ latencyMs: 60_000 }) }).embeddingModel(
      'query',
    );
    const controller = new AbortController();
    const reason = new Error('enough');
    const call = embed({ model, value: 'a', abortSignal: controller.signal });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it('warns of a text whose end is lost', async () => {
    const model = createNestvec({
      embedder: fakeEmbedder({ identity: { maxTokens: 3 } }),
    }).embeddingModel('document');
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    onTestFinished(() => {
      Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: undefined });
    });
    const { warnings } = await embedMany({ model, values: ['a', 'b c d'] });
    expect(warnings).toEqual([
      {
        type: 'other',
        message: 'values[1] is longer than 3 tokens, and its end is not in the embedding',
      },
    ]);
  });

  it('is a provider of a registry', async () => {
    const reranker = { rerank: async () => await Promise.resolve([]) };
    const nestvec = createNestvec({ embedder: fakeEmbedder(), reranker });
    const registry = sdk.createProviderRegistry({ nestvec });
    const model = registry.embeddingModel('nestvec:query');
    expect((await embed({ model, value: 'a' })).embedding).toHaveLength(256);
    expect(registry.rerankingModel('nestvec:default').modelId).toBe('default');
    for (const call of [
      () => registry.embeddingModel('nestvec:other'),
      () => registry.rerankingModel('nestvec:other'),
      () => registry.languageModel('nestvec:any'),
      () => registry.imageModel('nestvec:any'),
      () => createNestvec({ embedder: fakeEmbedder() }).rerankingModel('default'),
    ])
      expect(call).toThrow(expect.toSatisfy((error) => NoSuchModelError.isInstance(error)));
  });
});

it('takes the dimensions of SDK 7’s own option', async () => {
  const [, { sdk } = { sdk: undefined }] = sdks;
  const model = createNestvec({ embedder: fakeEmbedder() }).embeddingModel('query');
  const result = await sdk?.embed({ model, value: 'a', dimensions: 64 });
  expect(result?.embedding).toHaveLength(64);
});

it.each([
  ['an unknown option', { dimension: 64 }, 'providerOptions.nestvec.dimension'],
  ['another task', { task: 'search' }, 'providerOptions.nestvec.task'],
  [
    'dimensions that the model does not have',
    { dimensions: 0 },
    'providerOptions.nestvec.dimensions',
  ],
  ['a content too few', { content: [] }, 'providerOptions.nestvec.content'],
  ['what is not an image', { content: [{ image: 7 }] }, 'providerOptions.nestvec.content[0].image'],
  ['a text beside an image', { content: [{ image: 'a.png' }] }, 'values[0]'],
  ['what is not options', 'query', 'providerOptions.nestvec'],
])('refuses %s by name', async (_, nestvec, field) => {
  const model = createNestvec({ embedder: fakeEmbedder() }).embeddingModel('query');
  const call = model.doEmbed({ values: ['a'], providerOptions: { nestvec } as never });
  await expect(call).rejects.toSatisfy(
    (error) => isNestvecError(error, 'invalid-input') && error.details.field === field,
  );
});
