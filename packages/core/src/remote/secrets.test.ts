import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeAnswer, type FakeJina, fakeJina } from './__fixtures__/fake-jina.ts';
import { virtualClock } from './__fixtures__/virtual-clock.ts';
import { jina } from './jina.ts';
import type { JinaOptions } from './options.ts';
import { cleanCause, createRedact } from './redact.ts';

const key = 'jina_0123456789secret';
const gatewayKey = 'gateway-0123456789';
const queryKey = 'query+key/0123456789';

let fake: FakeJina;
beforeAll(async () => {
  fake = await fakeJina();
});
afterAll(async () => {
  await fake.close();
});

/** Everything that a log could print of a value: its text, its stack, its hidden fields and its causes. */
function everythingOf(value: unknown): string {
  const parts = [inspect(value, { depth: 20, showHidden: true, maxStringLength: null })];
  for (let error = value; error instanceof Error; error = error.cause) {
    parts.push(error.message, error.stack ?? '', JSON.stringify(error));
  }
  return parts.join('\n');
}

function expectNoSecret(value: unknown): void {
  const text = everythingOf(value);
  for (const secret of [key, gatewayKey, queryKey, encodeURIComponent(queryKey)]) {
    expect(text).not.toContain(secret);
  }
  expect(text).not.toContain('0123456789');
}

/** The error of a call, or what it resolved to, and all that callbacks were given. */
async function outcomeOf(options: JinaOptions): Promise<unknown> {
  const clock = virtualClock();
  const told: unknown[] = [];
  const baseUrl = `${fake.url}?key=${encodeURIComponent(queryKey)}`;
  const embedder = jina(
    {
      apiKey: key,
      baseUrl,
      headers: { 'x-gateway': `Token ${gatewayKey}` },
      retries: 1,
      onRetry: (report) => told.push(report),
      ...options,
    },
    clock,
  );
  const work = embedder.embed([{ text: 'a' }, { text: 'b' }], { task: 'document' });
  const result: unknown = await clock.run(work).catch((error: unknown) => error);
  expectNoSecret(told);
  expectNoSecret(embedder);
  return result;
}

describe('keys never appear', () => {
  const echo = [
    key,
    `Bearer ${key}`,
    `Token ${gatewayKey}`,
    queryKey,
    encodeURIComponent(queryKey),
  ];

  it.each<readonly [string, FakeAnswer]>([
    [
      'a text',
      { status: 401, body: JSON.stringify({ detail: echo.join(' '), code: key, request_id: key }) },
    ],
    [
      'an object',
      { status: 403, body: JSON.stringify({ detail: { message: echo.join(), code: gatewayKey } }) },
    ],
    [
      'errors',
      { status: 422, body: JSON.stringify({ errors: [{ field: `task ${key}`, input: key }] }) },
    ],
    ['a web page', { status: 502, body: `<html><title>${echo.join(' ')}</title></html>` }],
    ['other text', { status: 500, body: echo.join('\n') }],
    ['an answer of another shape', { status: 200, body: JSON.stringify({ data: echo }) }],
    ['a redirect', { status: 307, headers: { location: `https://x/?k=${key}` }, body: key }],
  ])('where the service echoes them in %s', async (_what, answer) => {
    fake.always(() => answer);
    const error = await outcomeOf({});
    expect(error).toBeInstanceOf(Error);
    expectNoSecret(error);
  });

  it('where they are echoed for a single content that fails in its place', async () => {
    fake.always(() => ({ status: 400, body: JSON.stringify({ detail: echo.join(' ') }) }));
    const result = await outcomeOf({});
    expect(result).toMatchObject({ embeddings: [{ ok: false }, { ok: false }] });
    expect(everythingOf(result)).toContain('[secret]');
    expectNoSecret(result);
  });

  it('where the service can not be reached', async () => {
    const gone = await fakeJina();
    await gone.close();
    const error = await outcomeOf({ baseUrl: `${gone.url}?key=${encodeURIComponent(queryKey)}` });
    expect(error).toMatchObject({ message: expect.stringMatching(/ECONNREFUSED/) });
    expectNoSecret(error);
  });

  it('where fetch throws an error that holds the request', async () => {
    const error = await outcomeOf({
      fetch: (url, init) => {
        const cause = Object.assign(new Error(`inner ${url} ${key}`), { code: 'ECONNRESET', init });
        return Promise.reject(
          Object.assign(new TypeError(`fetch failed ${JSON.stringify(init.headers)}`, { cause }), {
            init,
            url,
          }),
        );
      },
    });
    expect(error).toMatchObject({ code: 'embedder', cause: { name: 'TypeError' } });
    expectNoSecret(error);
  });

  it.each([
    ['a key with a line break', { apiKey: `${key}\n` }],
    ['a header with a line break', { headers: { 'x-gateway': `${gatewayKey}\n` } }],
    ['an address with a password', { baseUrl: `https://me:${gatewayKey}@example.com` }],
    ['what is not an address', { baseUrl: `not an address ${key}` }],
    ['a field of another name', { token: key }],
    ['another field that is wrong', { timeoutMs: -1 }],
  ])('where options are refused: %s', (_what, options) => {
    let caught: unknown;
    try {
      jina({ apiKey: key, ...options });
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'invalid-input' });
    expectNoSecret(caught);
  });
});

describe('taking secrets out', () => {
  it('takes the longest first and leaves short words alone', () => {
    const redact = createRedact(['secret', 'secret-long', 'a', undefined]);
    expect(redact('a secret-long secret')).toBe('a [secret] [secret]');
  });

  it('keeps the names, codes and texts of an error’s causes, of which there may be a circle', () => {
    const inner: Error & { code?: string } = new Error('refused secret');
    inner.code = 'ECONNREFUSED';
    const outer = new TypeError('fetch failed', { cause: inner });
    inner.cause = outer;
    const clean = cleanCause(outer, createRedact(['secret']));
    expect(clean).toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      cause: { message: 'refused [secret]', code: 'ECONNREFUSED' },
    });
  });
});
