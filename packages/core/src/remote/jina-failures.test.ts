import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Content } from '../embedder/content.ts';
import type { Embedding } from '../embedder/embedder.ts';
import {
  type FakeAnswer,
  type FakeJina,
  fakeJina,
  flatError,
  goodKey,
  nestedError,
  type Step,
  validationError,
} from './__fixtures__/fake-jina.ts';
import { fakeVector } from './__fixtures__/fake-vector.ts';
import { type VirtualClock, virtualClock } from './__fixtures__/virtual-clock.ts';
import { jina } from './jina.ts';
import type { JinaOptions } from './options.ts';

let fake: FakeJina;
let clock: VirtualClock;
beforeAll(async () => {
  fake = await fakeJina();
  clock = virtualClock();
});
afterEach(async () => {
  await fake.close();
  fake = await fakeJina();
  clock = virtualClock();
});
afterAll(async () => {
  await fake.close();
});

const generous = { requestsPerMinute: 1e6, tokensPerMinute: 1e9 };
const open = (options: JinaOptions = {}): ReturnType<typeof jina> =>
  jina({ apiKey: goodKey, baseUrl: fake.url, budgets: generous, ...options }, clock);
const document = { task: 'document' } as const;
const texts = (...given: readonly string[]): Content[] => given.map((text) => ({ text }));
const reply =
  (answer: FakeAnswer): Step =>
  () =>
    answer;
const states = (embeddings: readonly Embedding[]): readonly string[] =>
  embeddings.map((one) => (one.ok ? 'ok' : one.error.code));
/** The fake's own answer with another list. */
const withData =
  (change: (data: readonly object[]) => readonly object[]): Step =>
  ({ answer }) => {
    // The fake's own body.
    const body = JSON.parse(answer.body) as { data: object[] };
    return { ...answer, body: JSON.stringify({ ...body, data: change(body.data) }) };
  };
const tooMany = (headers: Readonly<Record<string, string>>): FakeAnswer => ({
  ...flatError(429, 'RATE_REQUEST_LIMIT_EXCEEDED'),
  headers,
});

describe('what is tried again', () => {
  it.each([
    ['a 408', reply({ status: 408, body: '' })],
    ['a 429', reply(flatError(429, 'RATE_TOKEN_LIMIT_EXCEEDED'))],
    ['a 500', reply(nestedError(500, 'INTERNAL_ERROR'))],
    ['a 502 with a web page', reply({ status: 502, body: '<html></html>' })],
    ['a 503', reply(flatError(503, 'SERVICE_UNAVAILABLE'))],
    ['a 504', reply(flatError(504, 'SERVICE_TIMEOUT'))],
    ['a broken connection', () => 'drop' as const],
    ['an empty answer', reply({ status: 200, body: '' })],
  ])('%s', async (_what, step) => {
    fake.script(step, step);
    const retries: number[] = [];
    const embedder = open({ onRetry: ({ attempt }) => retries.push(attempt) });
    const { embeddings, usage } = await clock.run(embedder.embed(texts('a'), document));
    expect(states(embeddings)).toEqual(['ok']);
    expect(retries).toEqual([1, 2]);
    expect(usage.requests).toBe(3);
  });

  it('waits as long as Retry-After says, and so do all other requests', async () => {
    fake.script(reply(tooMany({ 'retry-after': '12' })));
    const embedder = open({ batch: { items: 1 }, budgets: { ...generous, concurrency: 1 } });
    const { embeddings } = await clock.run(embedder.embed(texts('a', 'b', 'c'), document));
    expect(states(embeddings)).toEqual(['ok', 'ok', 'ok']);
    expect(clock.now()).toBe(12_000);
  });

  it('holds back all requests while one that was too many waits', async () => {
    const times: number[] = [];
    const data = [{ index: 0, embedding: Array.from({ length: 1024 }, () => 1) }];
    const embedder = open({
      encoding: 'float',
      budgets: { ...generous, concurrency: 1 },
      // Without a network, on which the clock's time would pass.
      fetch: async () => {
        times.push(clock.now());
        const status = times.length === 1 ? 429 : 200;
        const body = JSON.stringify(status === 200 ? { data } : {});
        return { status, headers: new Headers(), text: async () => body };
      },
    });
    const calls = [embedder.embed(texts('a'), document), embedder.embed(texts('b'), document)];
    await clock.run(Promise.all(calls));
    expect(times.map((time) => time >= 1000)).toEqual([false, true, true]);
  });

  it('goes on after the wait that was asked for, though nothing was left of the minute', async () => {
    fake.script(reply(tooMany({ 'retry-after': '2', 'x-ratelimit-remaining-requests': '0' })));
    await clock.run(open({ budgets: { requestsPerMinute: 100 } }).embed(texts('a'), document));
    expect(clock.now()).toBe(2000);
  });

  it('waits out a rate limit of a minute that comes without Retry-After', async () => {
    fake.always(({ answer }) =>
      clock.now() < 30_000 ? flatError(429, 'RATE_REQUEST_LIMIT_EXCEEDED') : answer,
    );
    const { embeddings } = await clock.run(open().embed(texts('a'), document));
    expect(states(embeddings)).toEqual(['ok']);
  });

  it('holds back other calls for a minute at most, whatever Retry-After says', async () => {
    fake.always(reply(tooMany({ 'retry-after': '3600' })));
    const embedder = open();
    await expect(clock.run(embedder.embed(texts('a'), document))).rejects.toThrow(/429/);
    await expect(clock.run(embedder.embed(texts('b'), document))).rejects.toThrow(/429/);
    expect(clock.now()).toBe(60_000);
  });

  it('ends where Retry-After asks for more than a minute', async () => {
    fake.script(reply(tooMany({ 'retry-after': '3600' })));
    await expect(clock.run(open().embed(texts('a'), document))).rejects.toMatchObject({
      code: 'embedder',
      details: { status: 429, retryable: true, retryAfterMs: 3_600_000 },
    });
    expect(fake.received.length).toBe(1);
  });

  it('ends after the retries, and the error says how many there were', async () => {
    fake.always(reply(flatError(503, 'SERVICE_UNAVAILABLE')));
    await expect(
      clock.run(open({ retries: 2 }).embed(texts('a', 'b'), document)),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/2 contents .* 503 SERVICE_UNAVAILABLE.*retried 2 times$/),
      details: { operation: 'embed', status: 503, retryable: true, retries: 2 },
    });
    expect(fake.received.length).toBe(3);
  });

  it('is an answer that takes too long, under a limit for each request', async () => {
    fake.script(() => 'hang');
    const retries: string[] = [];
    const embedder = open({ timeoutMs: 1500, onRetry: ({ error }) => retries.push(error.message) });
    const { embeddings } = await clock.run(embedder.embed(texts('a'), document));
    expect(states(embeddings)).toEqual(['ok']);
    expect(retries).toEqual([expect.stringMatching(/no answer within 1500 ms/)]);
  });

  it('is asked only for what an answer left out', async () => {
    fake.script(withData((data) => data.filter((_one, i) => i !== 1)));
    const { embeddings } = await clock.run(open().embed(texts('a', 'b', 'c'), document));
    const expected = ['a', 'b', 'c'].map((text) => fakeVector(text, '', 1024));
    expect(embeddings.map((one) => one.ok && one.vector)).toEqual(expected);
    expect(fake.received.map(({ body }) => body.input)).toEqual([
      [{ text: 'a' }, { text: 'b' }, { text: 'c' }],
      [{ text: 'b' }],
    ]);
  });

  it('is not asked forever for what every answer leaves out', async () => {
    fake.always(withData((data) => data.slice(1)));
    const { embeddings } = await clock.run(open().embed(texts('a', 'b'), document));
    expect(states(embeddings)).toEqual(['embedder', 'ok']);
    expect(embeddings[0]).toMatchObject({
      error: { message: expect.stringMatching(/^contents\[0\].*left this content out/) },
    });
    expect(fake.received.length).toBe(4);
  });
});

describe('what is not tried again', () => {
  it.each([
    ['a refused key', { apiKey: 'jina_other' }, 401],
    ['a model that is not there', undefined, 400, flatError(400, 'INPUT_MODEL_NOT_FOUND')],
    ['an account without tokens', undefined, 402, { status: 402, body: '{"detail":"balance"}' }],
    ['a plan’s limit', undefined, 403, flatError(403, 'AUTHZ_RESOURCE_LIMIT_EXCEEDED')],
    ['a wrong address', undefined, 404, { status: 404, body: '<html></html>' }],
    ['a field that is not valid', undefined, 422, validationError('body -> dimensions', 2000)],
    ['a redirect', undefined, 302, { status: 302, headers: { location: '/x' }, body: '' }],
    ['a web page', undefined, 200, { status: 200, body: '<html></html>' }],
    ['half of an answer', undefined, 200, { status: 200, body: '{"data":[{"index":0,"embed' }],
  ])('%s', async (_what, options, status, answer?: FakeAnswer) => {
    if (answer !== undefined) fake.always(reply(answer));
    let retries = 0;
    const embedder = open({ ...options, onRetry: () => retries++ });
    await expect(clock.run(embedder.embed(texts('a', 'b'), document))).rejects.toMatchObject({
      code: 'embedder',
      details: { status, retryable: false },
    });
    expect([fake.received.length, retries]).toEqual([1, 0]);
  });

  it('an embedding of the wrong size or with NaN is a failed value in its place', async () => {
    const nan = Buffer.alloc(4096);
    nan.writeFloatLE(Number.NaN, 40);
    fake.script(
      withData((data) =>
        data.map((one, i) =>
          i === 0
            ? { ...one, embedding: 'AAAA' }
            : i === 1
              ? { ...one, embedding: nan.toString('base64') }
              : one,
        ),
      ),
    );
    const { embeddings } = await clock.run(open().embed(texts('a', 'b', 'c'), document));
    expect(states(embeddings)).toEqual(['embedder', 'embedder', 'ok']);
    expect(embeddings.slice(0, 2)).toMatchObject([
      { error: { message: expect.stringMatching(/^contents\[0\].*has 3 bytes where 4096/) } },
      { error: { message: expect.stringMatching(/^contents\[1\].*holds NaN at position 10/) } },
    ]);
    expect(fake.received.length).toBe(1);
  });
});

describe('a bad content', () => {
  it('is found by halving and fails alone, with its place in the call', async () => {
    const given = Array.from({ length: 16 }, (_, i) => (i === 11 ? 'POISON' : `text ${i}`));
    const { embeddings } = await clock.run(open().embed(texts(...given), document));
    expect(embeddings.map((one, i) => (one.ok ? -1 : i)).filter((i) => i >= 0)).toEqual([11]);
    expect(embeddings[11]).toMatchObject({
      error: {
        code: 'embedder',
        message: expect.stringMatching(/^contents\[11\]: .*Cannot process input/),
        details: { status: 400, retryable: false, index: 11 },
      },
    });
    // 16, 8, 8, 4, 4 … down to the one: two requests for each of four halvings.
    expect(fake.received.length).toBe(9);
  });

  it('that is one too many is not a bad content: the batch is halved until the service takes it', async () => {
    fake.always(({ body, answer }) =>
      body.input.length > 2 ? { status: 413, body: 'Payload Too Large' } : answer,
    );
    const { embeddings } = await clock.run(open().embed(texts('a', 'b', 'c', 'd', 'e'), document));
    const expected = ['a', 'b', 'c', 'd', 'e'].map((text) => fakeVector(text, '', 1024));
    expect(embeddings.map((one) => one.ok && one.vector)).toEqual(expected);
  });

  it('that is too long is cut by the service and says so, and only that one', async () => {
    const long = 'long '.repeat(8000);
    const { embeddings } = await clock.run(open().embed(texts('a', long, 'b'), document));
    expect(embeddings.map((one) => one.ok && one.truncated)).toEqual([false, true, false]);
    const cut = fake.received.filter(({ body }) => body.truncate === true);
    expect(cut.map(({ body }) => body.input)).toEqual([[{ text: long }]]);
  });
});

describe('a failure of the whole call', () => {
  it('does not cost what was embedded before: the rest fails in its place, and the next call as a whole', async () => {
    const embedder = open({ batch: { items: 1 }, budgets: { ...generous, concurrency: 1 } });
    fake.script(({ answer }) => answer);
    fake.always(reply(flatError(403, 'AUTHZ_INSUFFICIENT_BALANCE')));
    const { embeddings } = await clock.run(embedder.embed(texts('a', 'b', 'c'), document));
    expect(states(embeddings)).toEqual(['ok', 'embedder', 'embedder']);
    expect(embeddings[2]).toMatchObject({
      error: {
        message: expect.stringMatching(/^contents\[2\].*top it up/),
        details: { status: 403, retryable: false },
      },
    });
    // What would fail for the same reason is not sent.
    expect(fake.received.length).toBe(2);
    await expect(clock.run(embedder.embed(texts('d'), document))).rejects.toMatchObject({
      code: 'embedder',
    });
  });

  it('keeps batches back that wait their turn, also while an earlier one is still under way', async () => {
    fake.script(
      async ({ answer }) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return answer;
      },
      reply(flatError(403, 'AUTHZ_INSUFFICIENT_BALANCE')),
    );
    const embedder = open({ batch: { items: 1 }, budgets: { ...generous, concurrency: 2 } });
    const { embeddings } = await clock.run(embedder.embed(texts('a', 'b', 'c', 'd'), document));
    expect(states(embeddings).filter((state) => state === 'ok').length).toBe(1);
    expect(fake.received.length).toBe(2);
  });
});

describe('budgets', () => {
  it('keep requests a minute', async () => {
    const embedder = open({
      batch: { items: 1 },
      budgets: { requestsPerMinute: 2, tokensPerMinute: 1e9 },
    });
    await clock.run(embedder.embed(texts('a', 'b', 'c', 'd', 'e'), document));
    expect(clock.now()).toBe(121_000);
  });

  it('keep tokens a minute by what is counted, not by what was estimated', async () => {
    // Forty characters of four bytes: 42 tokens are estimated, 22 counted.
    const wide = '\u{1F600}'.repeat(40);
    const embedder = open({
      batch: { items: 1 },
      budgets: { requestsPerMinute: 1e6, tokensPerMinute: 90, concurrency: 1 },
    });
    await clock.run(embedder.embed(texts(wide, wide, wide), document));
    expect(clock.now()).toBe(0);
    await clock.run(embedder.embed(texts(wide), document));
    expect(clock.now()).toBe(60_500);
  });

  it('believe the headers that say what is left', async () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-remaining-tokens': '999',
    };
    fake.script(({ answer }) => ({ ...answer, headers }));
    const embedder = open({
      batch: { items: 1 },
      budgets: { requestsPerMinute: 100, concurrency: 1 },
    });
    await clock.run(embedder.embed(texts('a', 'b'), document));
    expect(clock.now()).toBe(60_500);
  });

  it('do not care for headers that say nothing sensible', async () => {
    const headers = {
      'x-ratelimit-remaining-requests': 'many',
      'x-ratelimit-remaining-tokens': '',
    };
    fake.always(({ answer }) => ({ ...answer, headers }));
    const embedder = open({ batch: { items: 1 }, budgets: { requestsPerMinute: 100 } });
    await clock.run(embedder.embed(texts('a', 'b'), document));
    expect(clock.now()).toBe(0);
  });

  it('stop before the spend cap, keep what is paid for, and then send nothing more', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    const images = Array.from({ length: 6 }, () => ({ image: png }));
    const reports: number[] = [];
    const embedder = open({
      budgets: { ...generous, spend: { amount: 0.5, perMillionTokens: 30 } },
      onUsage: ({ total }) => reports.push(total.tokens),
    });
    const { embeddings, usage } = await clock.run(embedder.embed(images, document));
    // 16,666 tokens are four images of 4,000; a batch of six is sent in the parts that can be paid for.
    expect(states(embeddings)).toEqual(['ok', 'ok', 'ok', 'ok', 'embedder', 'embedder']);
    expect(usage.tokens).toBe(16_000);
    expect(reports.at(-1)).toBe(16_000);
    const sent = fake.received.length;
    await expect(clock.run(embedder.embed(images, document))).rejects.toMatchObject({
      code: 'embedder',
      message: expect.stringMatching(/stopped before the spend cap of 0.5 \(16666 tokens/),
      details: { retryable: false },
    });
    expect(fake.received.length).toBe(sent);
  });

  it('charge nothing for what the service refused, and the worst for an answer that was lost', async () => {
    const spend = { tokens: 100 };
    const refused = open({ budgets: { ...generous, spend } });
    fake.script(reply(flatError(503, 'SERVICE_UNAVAILABLE')));
    const text = 'x'.repeat(77); // 80 tokens at most, 22 counted
    await clock.run(refused.embed(texts(text), document));
    expect(fake.received.length).toBe(2);
    const lost = open({ budgets: { ...generous, spend } });
    fake.script(() => 'drop');
    await expect(clock.run(lost.embed(texts(text), document))).rejects.toThrow(
      /80 tokens are spent/,
    );
    expect(fake.received.length).toBe(3);
  });
});

describe('a signal', () => {
  it('that has fired sends nothing', async () => {
    const signal = AbortSignal.abort();
    await expect(open().embed(texts('a'), { ...document, signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(fake.received.length).toBe(0);
  });

  it('ends a request under way', async () => {
    const controller = new AbortController();
    fake.always(() => {
      controller.abort();
      return 'hang';
    });
    const { signal } = controller;
    await expect(
      clock.run(open().embed(texts('a'), { ...document, signal })),
    ).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('ends a wait for the budget', async () => {
    const embedder = open({ batch: { items: 1 }, budgets: { requestsPerMinute: 1 } });
    const controller = new AbortController();
    const { signal } = controller;
    fake.always(({ answer }) => {
      setImmediate(() => controller.abort());
      return answer;
    });
    await expect(embedder.embed(texts('a', 'b'), { ...document, signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(fake.received.length).toBe(1);
  });
});
