import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { raster } from '../image/__fixtures__/raster.ts';
import { fit } from '../image/geometry.ts';
import { resizeAndCrop } from '../image/resize.ts';
import type { Content } from '../embedder/content.ts';
import type { EmbedResult } from '../embedder/embedder.ts';
import { contentOf, type FakeJina, fakeJina, goodKey } from './__fixtures__/fake-jina.ts';
import { fakeVector } from './__fixtures__/fake-vector.ts';
import { jina } from './jina.ts';
import { type HostedModelId, hostedModels } from './models.ts';
import { resolveSpec } from '../spec/resolve-spec.ts';
import type { JinaOptions } from './options.ts';

let fake: FakeJina;
beforeAll(async () => {
  fake = await fakeJina();
});
afterEach(async () => {
  await fake.close();
  fake = await fakeJina();
});
afterAll(async () => {
  await fake.close();
});

const generous = { requestsPerMinute: 1e6, tokensPerMinute: 1e9 };
const open = (options: JinaOptions = {}): ReturnType<typeof jina> =>
  jina({ apiKey: goodKey, baseUrl: fake.url, budgets: generous, ...options });
const document = { task: 'document' } as const;
const query = { task: 'query' } as const;
const texts = (count: number): Content[] =>
  Array.from({ length: count }, (_, i) => ({ text: `text ${i}` }));

/** The vectors of a result, each of which must be one. */
function vectors({ embeddings }: EmbedResult): readonly Float32Array[] {
  return embeddings.map((embedding) => {
    if (!embedding.ok) throw embedding.error;
    return embedding.vector;
  });
}

const photo = raster(900, 300, 'smooth');
const png = await sharp(photo.data, { raw: { width: 900, height: 300, channels: 3 } })
  .png()
  .toBuffer();

describe('embedding', () => {
  it('gives whole unit vectors in the order of the contents', async () => {
    const { embeddings, usage } = await open().embed(texts(3), document);
    const expected = ['text 0', 'text 1', 'text 2'].map((text) => fakeVector(text, '', 1024));
    expect(embeddings.map((one) => (one.ok ? one.vector : one.error))).toEqual(expected);
    expect(usage).toEqual({ tokens: 12, requests: 1 });
    expect(embeddings.map((one) => one.ok && [one.tokens, one.truncated])).toEqual([
      [4, false],
      [4, false],
      [4, false],
    ]);
  });

  it.each(['float', 'base64'] as const)('is the same in %s', async (encoding) => {
    const found = await open({ encoding }).embed(texts(1), document);
    expect(vectors(found)).toEqual([fakeVector('text 0', '', 1024)]);
    expect(fake.received[0]?.body).toMatchObject({ embedding_type: encoding });
  });

  it.each(['binary', 'ubinary'] as const)('has the signs alone in %s', async (encoding) => {
    const [vector = new Float32Array()] = vectors(
      await open({ encoding }).embed(texts(1), document),
    );
    const signs = [...fakeVector('text 0', '', 1024)].map((value) => (value > 0 ? 1 : -1) / 32);
    expect([...vector]).toEqual(signs);
  });

  it('names the task for a query and none for a document', async () => {
    const embedder = open();
    await embedder.embed(texts(1), query);
    await embedder.embed(texts(1), document);
    expect(fake.received.map(({ body }) => body.task)).toEqual(['retrieval.query', undefined]);
  });

  it('places results by index where the answer is in another order', async () => {
    fake.script(({ answer }) => {
      // The fake's own body.
      const body = JSON.parse(answer.body) as { data: unknown[] };
      return { ...answer, body: JSON.stringify({ ...body, data: body.data.toReversed() }) };
    });
    const expected = ['text 0', 'text 1', 'text 2'].map((text) => fakeVector(text, '', 1024));
    expect(vectors(await open().embed(texts(3), document))).toEqual(expected);
  });

  it('leaves soft hyphens out, of documents and of queries', async () => {
    const embedder = open();
    const contents = [{ text: 'ba\u00adna\u00adna' }, { text: 'banana' }];
    for (const task of [document, query]) {
      const [soft, plain] = vectors(await embedder.embed(contents, task));
      expect(soft).toEqual(plain);
    }
    const [soft, plain] = await embedder.measure(contents);
    expect(soft).toEqual(plain);
  });

  it('needs no request for no contents', async () => {
    const result = await open().embed([], document);
    expect(result).toEqual({ embeddings: [], usage: { tokens: 0, requests: 0 } });
    expect(fake.received).toEqual([]);
  });

  it('has a failed value for a text that is empty or none, and for a content that is neither', async () => {
    // What a caller without types may pass.
    const odd = [{ text: ' \n' }, { text: 7 }, {}, { text: 'good' }] as unknown as Content[];
    const { embeddings } = await open().embed(odd, document);
    expect(embeddings.map((one) => (one.ok ? 'ok' : one.error.code))).toEqual([
      'text',
      'text',
      'invalid-input',
      'ok',
    ]);
  });
});

describe('the other models', () => {
  it('have their own length, task and fields', async () => {
    const lengths: number[] = [];
    const others = [
      'jina-clip-v1',
      'jina-embeddings-v3',
      'jina-embeddings-v4',
      'jina-embeddings-v5-text-small',
      'jina-embeddings-v5-text-nano',
      'jina-embeddings-v5-omni-small',
      'jina-embeddings-v5-omni-nano',
    ] as const;
    for (const model of others) {
      const embedder = open({ model });
      const [vector] = vectors(await embedder.embed(texts(1), document));
      expect(vector?.length).toBe(embedder.identity.dimensions);
      lengths.push(embedder.identity.dimensions);
    }
    expect(lengths).toEqual([768, 1024, 2048, 1024, 768, 1024, 768]);
    expect(fake.received.map(({ body }) => body.task)).toEqual([
      undefined,
      ...others.slice(1).map(() => 'retrieval.passage'),
    ]);
  });

  it('have a failed value for an image where they read none', async () => {
    const embedder = open({ model: 'jina-embeddings-v3' });
    const { embeddings } = await embedder.embed([{ image: png }, { text: 'a' }], document);
    expect(embeddings.map((one) => (one.ok ? 'ok' : one.error.code))).toEqual([
      'unsupported',
      'ok',
    ]);
  });
});

describe('what an image costs jina-embeddings-v5-omni', () => {
  const model = 'jina-embeddings-v5-omni-nano';

  it('is not published: the rule of v4 stands in for it, and it is sent as it is', async () => {
    const estimates: number[] = [];
    const embedder = open({
      model,
      onUsage: ({ estimatedTokens }) => estimates.push(estimatedTokens),
    });
    await embedder.embed([{ image: png }], document);
    expect(contentOf(fake.received[0]?.body.input[0] ?? '')).toBe(png.toString('base64'));
    expect(estimates).toEqual([33 * 11 * 10]); // 900 x 300 pixels in tiles of 28
  });

  it('can not be the base of a spend cap, which it could pass', async () => {
    const embedder = open({ model, budgets: { ...generous, spend: { tokens: 1e6 } } });
    const { embeddings } = await embedder.embed([{ image: png }, { text: 'a' }], document);
    expect(embeddings.map((one) => (one.ok ? 'ok' : one.error.code))).toEqual([
      'unsupported',
      'ok',
    ]);
    expect(embeddings[0]).toMatchObject({
      error: { message: expect.stringMatching(/spend cap.*not published/) },
    });
  });
});

describe('an image', () => {
  it('is sent as a PNG of the very pixels that the local model gets', async () => {
    await open().embed([{ image: png }], document);
    const sent = contentOf(fake.received[0]?.body.input[0] ?? '');
    const { data, info } = await sharp(Buffer.from(sent, 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([512, 512, 3]);
    expect(new Uint8Array(data)).toEqual(resizeAndCrop(photo, fit(900, 300, 512), 512));
    expect(Buffer.from(sent, 'base64').subarray(1, 4).toString()).toBe('PNG');
  });

  it.each([
    ['shrink', 512, 171],
    ['pad', 512, 512],
  ] as const)('is fitted by %s to %i x %i', async (imagePolicy, width, height) => {
    await open({ imagePolicy }).embed([{ image: png }], document);
    const sent = contentOf(fake.received[0]?.body.input[0] ?? '');
    expect(await sharp(Buffer.from(sent, 'base64')).metadata()).toMatchObject({ width, height });
  });

  it('is sent byte for byte with original, and counted by its tiles', async () => {
    const estimates: number[] = [];
    const embedder = open({
      imagePolicy: 'original',
      onUsage: ({ estimatedTokens }) => estimates.push(estimatedTokens),
    });
    await embedder.embed([{ image: png }], document);
    expect(contentOf(fake.received[0]?.body.input[0] ?? '')).toBe(png.toString('base64'));
    expect(estimates).toEqual([8000]);
  });

  it('of a URL is left to the service with original, and fetched here under a spend cap', async () => {
    const url = 'http://127.0.0.1:9/red.png';
    await open({ imagePolicy: 'original' }).embed([{ image: url }], document);
    expect(fake.received[0]?.body.input).toEqual([{ image: url }]);
    const capped = open({
      imagePolicy: 'original',
      budgets: { ...generous, spend: { tokens: 100_000 } },
    });
    const { embeddings } = await capped.embed([{ image: url }], document);
    // Fetching from loopback is refused, so it was to be fetched here.
    expect(embeddings[0]).toMatchObject({
      ok: false,
      error: { details: { reason: 'refused-address' } },
    });
    expect(fake.received.length).toBe(1);
  });

  it('that is broken is a failed value in its place and costs no request', async () => {
    const contents = [{ image: new Uint8Array([1, 2, 3]) }, { text: 'a' }, { image: png }];
    const { embeddings, usage } = await open().embed(contents, document);
    expect(embeddings.map((one) => (one.ok ? 'ok' : one.error.code))).toEqual([
      'image',
      'ok',
      'ok',
    ]);
    expect(usage).toEqual({ tokens: 4003, requests: 1 });
  });

  it('over 5 MB is refused with original', async () => {
    const noise = raster(1400, 1400, 'noise');
    const large = await sharp(noise.data, { raw: { width: 1400, height: 1400, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const { embeddings } = await open({ imagePolicy: 'original' }).embed(
      [{ image: large }],
      document,
    );
    expect(embeddings[0]).toMatchObject({
      ok: false,
      error: { details: { reason: 'too-many-bytes' } },
    });
  });

  it('that can never fit in a minute is a failed value that says so', async () => {
    const embedder = open({ imagePolicy: 'original', budgets: { tokensPerMinute: 5000 } });
    const { embeddings } = await embedder.embed([{ text: 'a' }, { image: png }], document);
    expect(embeddings[1]).toMatchObject({
      ok: false,
      error: { message: /contents\[1\].*8000 tokens/ },
    });
  });
});

describe('batches', () => {
  const sizes = (): readonly number[] => fake.received.map(({ body }) => body.input.length);

  it('are cut by items', async () => {
    await open({ batch: { items: 3 } }).embed(texts(7), document);
    expect(sizes()).toEqual([3, 3, 1]);
  });

  it('are cut by tokens', async () => {
    await open({ batch: { tokens: 8000 } }).embed(
      [{ image: png }, { image: png }, { image: png }],
      document,
    );
    expect(sizes()).toEqual([2, 1]);
  });

  it('are cut by bytes', async () => {
    await open({ batch: { bytes: 100 } }).embed(texts(4), document);
    expect(sizes()).toEqual([4]);
    await open({ batch: { bytes: 50 } }).embed(texts(4), document);
    expect(sizes()).toEqual([4, 2, 2]);
  });

  it('are at most as many in flight as the budget says', async () => {
    fake.always(async ({ answer }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return answer;
    });
    const embedder = open({ batch: { items: 1 }, budgets: { ...generous, concurrency: 3 } });
    await embedder.embed(texts(12), document);
    expect(fake.most).toBe(3);
  });
});

describe('an embedder of a hosted model', () => {
  it('names what decides its vectors', () => {
    expect(open().identity).toEqual({
      model: 'jinaai/jina-clip-v2',
      revision: 'unknown',
      weights: 'hosted',
      preprocessing: 'remote-1',
      maxTokens: 8192,
      imagePolicy: 'crop',
      taskHandling: 'service',
      dimensions: 1024,
    });
    expect(open({ encoding: 'binary' }).identity.preprocessing).toBe('remote-1-signs');
    expect(open({ imagePolicy: 'pad' }).identity.imagePolicy).toBe('pad');
    expect(open({ model: 'jina-embeddings-v3' }).identity.imagePolicy).toBe('none');
    expect(open({ model: 'jina-clip-v1' }).identity.taskHandling).toBe('none');
  });

  it('can be kept by a collection, whatever the model', () => {
    // The keys of the table.
    for (const model of Object.keys(hostedModels) as HostedModelId[]) {
      const embedder = open({ model }).identity;
      const vectors = { text: { modality: 'text' } } as const;
      expect(resolveSpec({ name: 'things', embedder, vectors }).embedder).toEqual(embedder);
    }
  });

  it('says what a call may hold', () => {
    const { limits } = jina({ apiKey: goodKey });
    expect(limits).toEqual({
      itemsPerCall: 512,
      tokensPerCall: 3125,
      bytesPerCall: 8_000_000,
      concurrency: 2,
    });
  });

  it.each([
    [{}, 32_000],
    [{ tokensPerMinute: 2_000_000, requestsPerMinute: 500 }, 32_000],
    [{ tokensPerMinute: 100_000, requestsPerMinute: 100 }, 3125],
    [{ tokensPerMinute: 100_000, requestsPerMinute: 10 }, 10_000],
    [{ tokensPerMinute: 9000, requestsPerMinute: 1 }, 9000],
  ])('takes no more tokens at once than leave the minute of %j well used', (budgets, tokens) => {
    expect(open({ budgets: { ...generous, ...budgets } }).limits.tokensPerCall).toBe(tokens);
    const asked = open({ budgets: { ...generous, ...budgets }, batch: { tokens: 20_000 } });
    const { tokensPerMinute } = { ...generous, ...budgets };
    expect(asked.limits.tokensPerCall).toBe(Math.min(20_000, tokensPerMinute));
  });

  it('measures without a request', async () => {
    const contents = [{ text: 'abcd' }, { image: png }, { image: '/no/such/file.png' }];
    expect(await open().measure(contents)).toEqual([
      { tokens: 3, bytes: 4 },
      { tokens: 4000, bytes: 1_048_576 },
      { tokens: 4000, bytes: 1_048_576 },
    ]);
    expect(fake.received).toEqual([]);
  });

  it('tells what each answer cost beside what was expected', async () => {
    const reports: unknown[] = [];
    const embedder = open({ onUsage: (usage) => reports.push(usage) });
    await embedder.embed([{ text: 'a b c d e f g h' }], document);
    await embedder.embed([{ text: 'é'.repeat(8) }], document);
    expect(reports).toEqual([
      {
        contents: 1,
        tokens: 6,
        estimatedTokens: 6,
        total: { requests: 1, tokens: 6, estimatedTokens: 6 },
      },
      {
        contents: 1,
        tokens: 4,
        estimatedTokens: 6,
        total: { requests: 2, tokens: 10, estimatedTokens: 12 },
      },
    ]);
  });

  it('is of no use after close', async () => {
    const embedder = open();
    await embedder.close();
    await expect(embedder.embed(texts(1), document)).rejects.toMatchObject({ code: 'closed' });
  });

  it('sends headers of the caller, in place of its own of the same name, to any address', async () => {
    const seen: unknown[] = [];
    const embedder = jina({
      baseUrl: 'https://clip.example.com/api/v1/?api-version=7',
      headers: { Authorization: 'Basic abc', 'X-Team': 'search' },
      fetch: async (url, { headers }) => {
        seen.push(url, headers);
        return { status: 404, headers: new Headers(), text: async () => '' };
      },
    });
    await expect(embedder.embed(texts(1), document)).rejects.toMatchObject({
      details: { status: 404 },
    });
    expect(seen).toEqual([
      'https://clip.example.com/api/v1/embeddings?api-version=7',
      {
        accept: 'application/json',
        'user-agent': 'nestvec',
        authorization: 'Basic abc',
        'x-team': 'search',
        'content-type': 'application/json',
      },
    ]);
  });

  it.each([
    [{}, 'jina.apiKey'],
    [{ apiKey: 'a\nb' }, 'jina.apiKey'],
    [{ apiKey: goodKey, baseUrl: 'ftp://x' }, 'jina.baseUrl'],
    [{ apiKey: goodKey, baseUrl: 'https://me:pass@x' }, 'jina.baseUrl'],
    [{ apiKey: goodKey, batch: { items: 513 } }, 'jina.batch.items'],
    [{ apiKey: goodKey, budgets: { concurrency: 0 } }, 'jina.budgets.concurrency'],
    [{ apiKey: goodKey, budgets: { spend: { amount: 1 } } }, 'jina.budgets.spend'],
    [{ apiKey: goodKey, model: 'jina-clip-v9' }, 'jina.model'],
    [{ apiKey: goodKey, headers: { 'x y': '1' } }, 'jina.headers.x y'],
    [{ apiKey: goodKey, apikey: goodKey }, 'jina.apikey'],
  ])('refuses options that are wrong: %j', (options, field) => {
    // What a caller without types may pass.
    const wrong = options as JinaOptions;
    expect(() => jina(wrong)).toThrow(expect.objectContaining({ details: { field } }));
  });
});
