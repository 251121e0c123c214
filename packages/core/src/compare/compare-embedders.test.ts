import { describe, expect, it } from 'vitest';
import type { Content } from '../embedder/content.ts';
import { fakeVector } from '../remote/__fixtures__/fake-vector.ts';
import { normalize } from '../vector.ts';
import { tableEmbedder } from './__fixtures__/embedder.ts';
import { compareEmbedders } from './compare-embedders.ts';

const exact = (name: string): Float32Array => fakeVector(name, '', 1024);
/** The same with so much of another direction mixed in that the cosine is about 1 / sqrt(1 + noise²). */
const noisy =
  (noise: number) =>
  (name: string): Float32Array => {
    const other = fakeVector(name, 'noise', 1024);
    return normalize(exact(name).map((value, i) => value + noise * (other[i] ?? 0)));
  };
const texts = (count: number): Content[] =>
  Array.from({ length: count }, (_, i) => ({ text: `text ${i}` }));
const local = { weights: 'q4', preprocessing: 'onnx-1', maxTokens: 512 };

describe('comparing embedders', () => {
  it('finds an embedder equal to itself, at every length of the model table', async () => {
    const result = await compareEmbedders(
      tableEmbedder({}, exact),
      tableEmbedder({}, exact),
      texts(30),
    );
    expect(result).toMatchObject({ verdict: 'equal', acceptNear: [], failures: [] });
    const [comparison] = result.modalities;
    expect(comparison).toMatchObject({ query: 'text', among: 'text', queries: 30, neighbors: 10 });
    expect(comparison?.agreements.map((one) => one.dimensions)).toEqual([
      1024, 768, 512, 256, 128, 64,
    ]);
    for (const one of comparison?.agreements ?? []) {
      expect(one).toMatchObject({ neighbors: 1, mixedNeighbors: 1 });
      expect(one.cosine?.lowest).toBeCloseTo(1, 6);
    }
  });

  it('calls weights near whose vectors are, and names the fields to accept', async () => {
    const first = tableEmbedder({}, exact);
    const second = tableEmbedder(local, noisy(0.05));
    const result = await compareEmbedders(first, second, texts(60));
    expect(result.verdict).toBe('near');
    expect(result.acceptNear).toEqual(['weights', 'preprocessing', 'maxTokens']);
    expect(result.reason).toMatch(/^the mean cosine is 0\.99\d+ and \d\d\.\d % of the neighbors/);
    const [comparison] = result.modalities;
    const whole = comparison?.agreements[0];
    expect(whole?.cosine?.mean).toBeCloseTo(1 / Math.sqrt(1 + 0.05 ** 2), 3);
    expect(whole?.cosine?.lowest).toBeLessThanOrEqual(whole?.cosine?.fifthPercentile ?? -1);
    expect(whole?.cosine?.fifthPercentile).toBeLessThan(whole?.cosine?.mean ?? -1);
  });

  it('calls weights different whose vectors are, though their names are near', async () => {
    const second = tableEmbedder(local, noisy(1));
    const result = await compareEmbedders(tableEmbedder({}, exact), second, texts(60));
    expect(result).toMatchObject({
      verdict: 'different',
      acceptNear: [],
      identity: { verdict: 'near' },
      reason: expect.stringMatching(/mean cosine is 0\.7\d+.*where 0\.95 and 80\.0 % are wanted/),
    });
  });

  it('calls a service different that has changed under its name', async () => {
    const second = tableEmbedder({}, noisy(1));
    const result = await compareEmbedders(tableEmbedder({}, exact), second, texts(20));
    expect(result).toMatchObject({ verdict: 'different', identity: { verdict: 'equal' } });
  });

  it('takes other thresholds', async () => {
    const second = tableEmbedder(local, noisy(1));
    const thresholds = { cosine: 0.5, neighbors: 0 };
    const result = await compareEmbedders(tableEmbedder({}, exact), second, texts(20), {
      thresholds,
    });
    expect(result.verdict).toBe('near');
  });

  it('tells two models apart by neighbors alone, at the lengths that both were trained for', async () => {
    const identity = { model: 'nestvec/mini-clip', dimensions: 256 };
    const second = tableEmbedder(identity, (name) => normalize(exact(name).slice(0, 256)));
    const result = await compareEmbedders(tableEmbedder({}, exact), second, texts(20));
    expect(result).toMatchObject({
      verdict: 'different',
      reason: expect.stringMatching(/^model, dimensions differ/),
    });
    const agreements = result.modalities[0]?.agreements;
    // The prefixes are the same vectors, so the neighbors are too.
    expect(agreements).toEqual([256, 128, 64].map((dimensions) => ({ dimensions, neighbors: 1 })));
  });

  it('knows nothing but the whole length of models that the table does not have', async () => {
    const other = { model: 'someone/clip' };
    const both = [tableEmbedder(other, exact), tableEmbedder(other, exact)] as const;
    const result = await compareEmbedders(...both, texts(5));
    expect(result.modalities[0]?.agreements.map((one) => one.dimensions)).toEqual([1024]);
  });

  it('compares images among themselves, and texts with them', async () => {
    const images = Array.from({ length: 4 }, (_, i) => ({ image: `${i}.png` }));
    const first = tableEmbedder({}, exact);
    const second = tableEmbedder(local, noisy(0.01));
    const result = await compareEmbedders(first, second, [...images, ...texts(5)]);
    expect(
      result.modalities.map(({ query, among, queries, neighbors }) => [
        query,
        among,
        queries,
        neighbors,
      ]),
    ).toEqual([
      ['text', 'text', 5, 2],
      ['image', 'image', 4, 1],
      ['text', 'image', 5, 1],
    ]);
    expect(result.modalities[2]?.agreements[0]?.cosine).toBeUndefined();
    expect(result.modalities[1]?.agreements[0]?.cosine?.mean).toBeGreaterThan(0.999);
  });

  it('leaves out what one of the two can not embed, and says which', async () => {
    const contents = [...texts(3), { text: 'bad' }, { text: 'text 3' }];
    const result = await compareEmbedders(
      tableEmbedder({}, exact),
      tableEmbedder({}, exact),
      contents,
    );
    expect(result.modalities[0]?.queries).toBe(4);
    expect(result.failures).toMatchObject([
      { index: 3, by: 'first', error: { code: 'text' } },
      { index: 3, by: 'second', error: { code: 'text' } },
    ]);
  });

  it('says what both consumed, in calls that keep to the limits', async () => {
    const first = tableEmbedder({}, exact, { itemsPerCall: 4 });
    const second = tableEmbedder({}, exact, { tokensPerCall: 5 });
    const { usage } = await compareEmbedders(first, second, texts(10));
    expect([first.calls, second.calls]).toEqual([
      [4, 4, 2],
      [5, 5],
    ]);
    expect(usage).toEqual({
      first: { tokens: 10, requests: 3 },
      second: { tokens: 10, requests: 2 },
    });
  });

  it.each([
    ['too few contents', texts(2), {}, /contents: needs at least 3 texts or 3 images/],
    [
      'contents that fail',
      Array.from({ length: 5 }, () => ({ text: 'bad' })),
      {},
      /the first problem: it is bad/,
    ],
    ['no neighbors', texts(5), { neighbors: 0 }, /compare\.neighbors/],
    ['a threshold over 1', texts(5), { thresholds: { cosine: 2 } }, /compare\.thresholds\.cosine/],
  ])('refuses %s', async (_what, contents, options, message) => {
    const both = [tableEmbedder({}, exact), tableEmbedder({}, exact)] as const;
    await expect(compareEmbedders(...both, contents, options)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(message),
    });
  });

  it('stops when the signal fires', async () => {
    const first = tableEmbedder({}, exact);
    const call = compareEmbedders(first, first, texts(5), { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect(first.calls).toEqual([]);
  });
});
