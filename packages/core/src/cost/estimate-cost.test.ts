import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { defaultSpec } from '../spec/default-spec.ts';
import { ingest } from '../ingest/ingest.ts';
import { NestvecError } from '../errors.ts';
import type { ItemSource } from '../ingest/types.ts';
import type { Item } from '../embedder/item.ts';
import { fakeJina, goodKey } from '../remote/__fixtures__/fake-jina.ts';
import { jina } from '../remote/jina.ts';
import type { Store } from '../store/store.ts';
import { estimateCost } from './estimate-cost.ts';
import { graphStorage, type StorageRules } from './storage.ts';
import type { CostOptions } from './options.ts';

const texts = (count: number, text = 'red shoe'): Item[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${i}`, text }));
const pngOf = async (r: number): Promise<Buffer> =>
  await sharp({
    create: { width: 600, height: 600, channels: 3, background: { r, g: 0, b: 0 } },
  })
    .png()
    .toBuffer();
const png = await pngOf(255);

/** As much of a store as an ingest needs. */
const forgetfulStore = {
  database: 'none',
  collection: 'shop',
  limits: { recordsPerUpsert: 1000, bytesPerUpsert: 1e7, concurrency: 1 },
  upsert: async () => {},
} as unknown as Store;

describe('the cost of a run', () => {
  it('is what the run then takes: requests and tokens', async () => {
    // All of them different, since equal contents of one run are embedded once.
    const images = await Promise.all(Array.from({ length: 9 }, async (_, i) => await pngOf(i)));
    const items: Item[] = [
      ...images.map((image, i) => ({ id: `p${i}`, image, text: `image ${i}` })),
      ...texts(700).map((item, i) => ({ ...item, text: `a red shoe with ${1000 + i} laces` })),
    ];
    const cost = await estimateCost(items);
    const fake = await fakeJina();
    try {
      const budgets = { requestsPerMinute: 1e6, tokensPerMinute: 100_000 };
      const embedder = jina({ apiKey: goodKey, baseUrl: fake.url, budgets });
      const { usage } = await ingest(
        {
          embedder,
          store: forgetfulStore,
          spec: defaultSpec(embedder.identity, { name: 'shop' }),
          exists: () => false,
          beforeFirstWrite: async () => {},
        },
        items,
      );
      expect(cost.requests).toBe(usage.requests);
      expect(cost.tokens.total).toBe(usage.tokens);
    } finally {
      await fake.close();
    }
    expect(cost).toMatchObject({
      model: 'jina-clip-v2',
      items: { read: 709, failed: 0 },
      contents: { text: 709, image: 9 },
      tiles: 9,
      guessedImages: 0,
      tokens: { image: 36_000 },
      countedBy: 'estimate',
    });
  });

  it('takes as long as the rates make it wait, in a rolling minute', async () => {
    const run = async (count: number, budgets: CostOptions['budgets']): Promise<number> =>
      (await estimateCost(texts(count), { budgets, batch: { items: 1 } })).seconds;
    const free = { tokensPerMinute: Number.POSITIVE_INFINITY };
    expect(await run(100, { ...free, requestsPerMinute: 100 })).toBe(0);
    expect(await run(101, { ...free, requestsPerMinute: 100 })).toBe(60.5);
    expect(await run(301, { ...free, requestsPerMinute: 100 })).toBe(181.5);
    // Four tokens each: twenty-five a minute.
    expect(await run(51, { requestsPerMinute: 1000, tokensPerMinute: 100 })).toBe(121);
    const endless = { ...free, requestsPerMinute: Number.POSITIVE_INFINITY };
    expect(await run(5000, endless)).toBe(0);
  });

  it('uses at least 95 % of the tokens of each minute, for images and for texts', async () => {
    const tokensPerMinute = 100_000;
    const images = Array.from({ length: 1000 }, (_, i) => ({ id: `${i}`, image: png }));
    for (const items of [images, texts(20_000, 'a text of a few words '.repeat(8))]) {
      const { tokens, seconds } = await estimateCost(items, { budgets: { tokensPerMinute } });
      // The first minute's tokens need no wait, and the last minute's are all there at once.
      const least = (Math.ceil(tokens.total / tokensPerMinute) - 1) * 60;
      expect(least / seconds).toBeGreaterThan(0.95);
    }
  });

  it('has a price that says whose it is and whether it is another model’s', async () => {
    const own = await estimateCost(texts(3), { model: 'jina-embeddings-v3' });
    expect(own.price).toMatchObject({
      perMillionTokens: 0.05,
      currency: 'USD',
      asOf: '2026-04-02',
      isAssumed: false,
    });
    const { price, tokens } = await estimateCost(texts(1000));
    expect(price).toMatchObject({ isAssumed: true, source: expect.stringMatching(/GET \/v1/) });
    expect(price?.amount).toBeCloseTo((tokens.total * 0.05) / 1e6, 12);
    expect(price?.atMost).toBeCloseTo((tokens.atMost * 0.05) / 1e6, 12);
    expect(tokens.atMost).toBeGreaterThan(tokens.total);
  });

  it('takes prices of the caller, and none', async () => {
    const prices = {
      currency: 'EUR',
      asOf: '2026-11-01',
      source: 'our contract',
      perMillionTokens: { 'jina-clip-v2': 2 },
    };
    const { price, tokens } = await estimateCost(texts(10), { prices });
    expect(price).toMatchObject({ currency: 'EUR', isAssumed: false });
    expect(price?.amount).toBeCloseTo((tokens.total * 2) / 1e6, 12);
    const other = await estimateCost(texts(10), { prices, model: 'jina-clip-v1' });
    expect(other.price).toBeUndefined();
    expect((await estimateCost(texts(10), { prices: false })).price).toBeUndefined();
  });

  it('counts texts by a tokenizer where there is one, and adds what a task adds', async () => {
    const calls: number[] = [];
    const countTokens = async (given: readonly string[]): Promise<number[]> => {
      calls.push(given.length);
      return given.map(() => 7);
    };
    const text = 'a long enough text that seven tokens are less than its characters';
    const clip = await estimateCost(texts(150, text), { countTokens });
    expect(clip).toMatchObject({
      countedBy: 'tokenizer',
      tokens: { text: 1050, total: 1050, atMost: 1050 },
    });
    expect(calls).toEqual([64, 64, 22]);
    const v3 = await estimateCost(texts(1, text), { countTokens, model: 'jina-embeddings-v3' });
    expect(v3.tokens).toMatchObject({ text: 18, atMost: 67 });
  });

  it('counts the tiles of images that are sent as they are, without fetching any', async () => {
    const items = [
      { id: 'a', image: png },
      { id: 'b', image: 'https://example.com/b.jpg' },
    ];
    const cost = await estimateCost(items, { imagePolicy: 'original' });
    expect(cost).toMatchObject({ tiles: 8, guessedImages: 1, tokens: { image: 32_000 } });
    expect(await estimateCost(items)).toMatchObject({ tiles: 2, guessedImages: 0 });
  });

  it('tells items that can not be used, and goes on', async () => {
    const error = new NestvecError('invalid-input', 'shop.jsonl:2 is not JSON', { field: 'x' });
    const items: ItemSource = [
      { id: 'shop.jsonl:2', error },
      { id: 'empty' },
      { id: 'broken', image: new Uint8Array([1, 2, 3]) },
      { id: 'good', text: 'a' },
    ];
    const cost = await estimateCost(items, { imagePolicy: 'original' });
    expect(cost.items).toEqual({ read: 4, failed: 3 });
    expect(cost.failures.map(({ id, error: { code } }) => [id, code])).toEqual([
      ['shop.jsonl:2', 'invalid-input'],
      ['empty', 'invalid-input'],
      ['broken', 'image'],
    ]);
    expect(cost.contents).toEqual({ text: 1, image: 0 });
  });

  it('leaves out what the model does not read', async () => {
    const items = [{ id: 'a', image: png, text: 'a' }];
    const cost = await estimateCost(items, { model: 'jina-embeddings-v3' });
    expect(cost.contents).toEqual({ text: 1, image: 0 });
  });

  it('estimates the storage by each rule, length and quantisation', async () => {
    const storage: StorageRules = {
      graph: graphStorage(136),
      plain: (dimensions, quantization) =>
        quantization === 'none' ? { disk: dimensions * 4, memory: 0 } : undefined,
    };
    const report = await estimateCost(texts(1000), { storage });
    expect(report.payloadBytes).toBe(
      texts(1000).reduce((sum, item) => sum + JSON.stringify(item).length, 0),
    );
    const lengths = new Set(report.storage.map(({ dimensions }) => dimensions));
    expect([...lengths]).toEqual([1024, 768, 512, 256, 128, 64]);
    const kinds = new Set(
      report.storage.map(({ database, quantization }) => `${database} ${quantization}`),
    );
    expect([...kinds]).toEqual(['graph none', 'graph int8', 'graph binary', 'plain none']);
    const of = (database: string, dimensions: number, quantization: string): unknown =>
      report.storage.find(
        (one) =>
          one.database === database &&
          one.dimensions === dimensions &&
          one.quantization === quantization,
      );
    expect(of('graph', 1024, 'none')).toMatchObject({ disk: 4_232_000, memory: 4_232_000 });
    expect(of('graph', 1024, 'int8')).toMatchObject({ disk: 5_256_000, memory: 1_160_000 });
    expect(of('graph', 1024, 'binary')).toMatchObject({ disk: 4_360_000, memory: 264_000 });
    expect(of('plain', 512, 'none')).toMatchObject({ disk: 2_048_000, memory: 0 });
    const short = await estimateCost(texts(10), { dimensions: [100], storage });
    expect(short.storage.map(({ dimensions }) => dimensions)).toEqual([100, 100, 100, 100]);
    expect((await estimateCost(texts(10))).storage).toEqual([]);
  });

  it('does not keep the items', async () => {
    let alive = 0;
    let most = 0;
    const registry = { seen: 0 };
    async function* source(): AsyncGenerator<Item> {
      for (let i = 0; i < 5000; i++) {
        alive = i - registry.seen;
        most = Math.max(most, alive);
        yield { id: `${i}`, text: 'a' };
      }
    }
    const countTokens = async (given: readonly string[]): Promise<number[]> => {
      registry.seen += given.length;
      return given.map(() => 3);
    };
    await estimateCost(source(), { countTokens });
    expect(most).toBeLessThanOrEqual(64);
  });

  it.each([
    [{ model: 'jina-clip-v9' }, 'cost.model'],
    [{ budgets: { requestsPerMinute: 0 } }, 'cost.budgets.requestsPerMinute'],
    [{ prices: { currency: 'USD' } }, 'prices.asOf'],
    [{ price: 3 }, 'cost.price'],
    [{ model: 'jina-embeddings-v4', imagePolicy: 'crop' }, 'jina.imagePolicy'],
  ])('refuses options that are wrong: %j', async (options, field) => {
    // What a caller without types may pass.
    const wrong = options as CostOptions;
    await expect(estimateCost([], wrong)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field },
    });
  });

  it('stops when the signal fires', async () => {
    const cost = estimateCost(texts(5), { signal: AbortSignal.abort() });
    await expect(cost).rejects.toMatchObject({ code: 'aborted' });
  });
});
