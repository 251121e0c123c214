import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { virtualClock } from './__fixtures__/virtual-clock.ts';
import { type Dialect, dialectFacts, dialects } from './dialects.ts';
import { jina } from './jina.ts';
import type { JinaOptions } from './options.ts';

// Whatever a server answers, in each dialect: no vector goes to a content that it is not of, nothing hangs, nothing is read without end.

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on the loopback that answers each request by `handle`, once the request is read. */
async function serve(handle: Handler): Promise<string> {
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    request.on('end', () => handle(request, response)).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo; // it listens on a port
  return `http://127.0.0.1:${port}/v1`;
}

const answer =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): Handler =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

/** `count` texts embedded by the server. */
async function embed(
  dialect: Dialect,
  handle: Handler,
  options: JinaOptions & { readonly count?: number } = {},
) {
  const { count = 2, ...rest } = options;
  const embedder = jina(
    {
      dialect,
      apiKey: 'sk-0123456789',
      baseUrl: await serve(handle),
      model: 'my-model',
      facts: { dimensions: 4, maxTokens: 512 },
      budgets: { requestsPerMinute: 1e6, tokensPerMinute: 1e9 },
      retries: 0,
      ...rest,
    },
    virtualClock(),
  );
  onTestFinished(() => embedder.close());
  const contents = Array.from({ length: count }, (_, i) => ({ text: `text ${i}` }));
  return await embedder.embed(contents, { task: 'document' });
}

const unit = (index: number): readonly number[] => [0, 1, 2, 3].map((i) => (i === index ? 1 : 0));
const base64 = (numbers: readonly number[]): string =>
  Buffer.from(Float32Array.from(numbers).buffer).toString('base64');

/** An answer with these embeddings, as a dialect has it. */
function listOf(dialect: Dialect, wires: readonly unknown[], encoding = 'base64'): string {
  if (dialect === 'cohere')
    return JSON.stringify({ id: 'f00d', embeddings: { [encoding]: wires } });
  if (dialect === 'ollama') return JSON.stringify({ model: 'my-model', embeddings: wires });
  if (dialect === 'tei') return JSON.stringify(wires);
  return JSON.stringify({ data: wires.map((embedding, index) => ({ index, embedding })) });
}

const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20, ' '));

describe.each(dialects)('a server of %s that answers', (dialect) => {
  const hasBase64 = dialectFacts[dialect].encodings.includes('base64');
  const wireOf = (index: number): unknown => (hasBase64 ? base64(unit(index)) : unit(index));
  const good = [wireOf(0), wireOf(1)];

  it.each([
    ['half of an answer', listOf(dialect, good).slice(0, -5), 'is not JSON'],
    ['a web page', ' <!doctype html><title>Sign in</title>', 'is a web page'],
    ['null', 'null', /is not a list|has no embeddings/],
    ['a text', '"ok"', /is not a list|has no embeddings/],
    ['an empty object', '{}', /is not a list|has no embeddings/],
    ['null for its list', '{"data":null,"embeddings":null}', /is not a list|has no embeddings/],
    ['another list', '{"data":{"0":1},"embeddings":{"0":[1]}}', /is not a list|has no embeddings/],
    ['brackets without end', '['.repeat(1_000_000), 'is not JSON'],
    [
      'brackets that end',
      '['.repeat(2e5) + ']'.repeat(2e5),
      /is not|has no embeddings|has 1 embeddings for 2/,
    ],
    ['NaN as JSON has none', listOf(dialect, [1, 2]).replace('1', 'NaN'), 'is not JSON'],
    [
      'one embedding too many',
      listOf(dialect, [...good, wireOf(2)]),
      /3 embeddings for 2|for input 2 of 2/,
    ],
  ])('%s is refused as a whole, not tried again', async (_what, body, problem) => {
    await expect(embed(dialect, answer(body))).rejects.toMatchObject({
      code: 'embedder',
      details: { retryable: false, status: 200 },
      message: expect.stringMatching(problem),
    });
  });

  const odd = [
    ['of three bytes too few', base64(unit(1)).slice(0, -6), 'base64'],
    ['of an odd length', base64(unit(1)).slice(0, -3), 'base64'],
    ['with characters that are not base64', `!${base64(unit(1)).slice(1)}`, 'base64'],
    ['of another length', base64([...unit(1), 0]), 'base64'],
    ['with NaN', base64([1, Number.NaN, 0, 0]), 'base64'],
    ['with infinity', base64([1, Number.POSITIVE_INFINITY, 0, 0]), 'base64'],
    ['of zeros', base64([0, 0, 0, 0]), 'base64'],
    ['of nothing', '', 'base64'],
    ['that is null', null, 'base64'],
    ['that is an object', { 0: 1, 1: 0, 2: 0, 3: 0 }, 'base64'],
    ['of numbers as texts', ['1', '0', '0', '0'], 'float'],
    ['that is null where numbers are', null, 'float'],
    ['with null', [1, null, 0, 0], 'float'],
    ['of another length in numbers', [1, 0, 0], 'float'],
    ['in a list of its own', [[1, 0, 0, 0]], 'float'],
    ['that 32 bits can’t hold', [1e300, 0, 0, 0], 'float'],
  ] as const;

  it.each(odd.filter(([, , encoding]) => hasBase64 || encoding === 'float'))(
    'an embedding %s fails that content alone',
    async (_what, wire, encoding) => {
      const first = encoding === 'base64' ? base64(unit(0)) : unit(0);
      const body = listOf(dialect, [first, wire], encoding);
      const { embeddings } = await embed(dialect, answer(body), { encoding });
      expect(embeddings).toMatchObject([
        { ok: true, vector: Float32Array.from(unit(0)) },
        {
          ok: false,
          error: {
            details: { index: 1, retryable: false },
            message: expect.stringContaining('contents[1]: '),
          },
        },
      ]);
    },
  );

  it('numbers where base64 was asked for is understood, as many such servers know no base64', async () => {
    const { embeddings } = await embed(
      dialect,
      answer(listOf(dialect, [unit(2), unit(3)], 'float')),
    );
    expect(embeddings).toMatchObject([
      { ok: true, vector: Float32Array.from(unit(2)) },
      { ok: true, vector: Float32Array.from(unit(3)) },
    ]);
  });

  it.each([301, 302, 303, 307, 308])(
    'a redirect (%d) gets no key to the other address',
    async (status) => {
      let reached = 0;
      const other = await serve((_request, response) => {
        reached++;
        response.end(listOf(dialect, good));
      });
      const handle = answer('', { location: `${other}/embeddings` }, status);
      await expect(embed(dialect, handle)).rejects.toMatchObject({
        details: { retryable: false, status },
        message: expect.stringContaining('which is not followed'),
      });
      expect(reached).toBe(0);
    },
  );
});

// What reads an answer is the same for every dialect.
describe('a server that answers', () => {
  const dialect = 'openai';
  const good = [base64(unit(0)), base64(unit(1))];

  it('a bomb of gzip is broken off', async () => {
    const handle = answer(bomb, { 'content-encoding': 'gzip' });
    await expect(embed(dialect, handle)).rejects.toThrow('the answer has more than');
  });

  it('an announced terabyte is not read', async () => {
    const handle: Handler = (_request, response) => {
      response.writeHead(200, { 'content-length': String(2 ** 40) }).write(' ');
    };
    await expect(embed(dialect, handle)).rejects.toThrow('the answer has more than');
  });

  it('bytes without end is broken off', async () => {
    const chunk = Buffer.alloc(2 ** 20, ' ');
    const handle: Handler = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) continue;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    await expect(embed(dialect, handle)).rejects.toThrow('the answer has more than');
  });

  it('a byte now and then ends with the time that a request may take', async () => {
    const handle: Handler = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    };
    await expect(embed(dialect, handle, { timeoutMs: 200 })).rejects.toMatchObject({
      details: { retryable: true },
      message: expect.stringContaining('no answer within 200 ms'),
    });
  });

  it('less than it announced is a broken connection', async () => {
    const handle: Handler = (_request, response) => {
      const body = listOf(dialect, good);
      response.writeHead(200, { 'content-length': String(body.length + 10) });
      response.write(body, () => response.destroy());
    };
    await expect(embed(dialect, handle)).rejects.toMatchObject({ details: { retryable: true } });
  });
});

describe('a busy server', () => {
  const dialect = 'openai';
  const good = listOf(dialect, [base64(unit(0)), base64(unit(1))]);

  it.each([
    '',
    ' ',
    'soon',
    '-5',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '5 seconds',
    '1,5',
    '0',
    '0.25',
    'Thu, 01 Jan 1970 00:00:00 GMT',
  ])('that says Retry-After: %j is asked again in about a second', async (after) => {
    let requests = 0;
    const handle: Handler = (request, response) => {
      requests++;
      const isBusy = requests === 1;
      answer(
        isBusy ? '{}' : good,
        isBusy ? { 'retry-after': after } : {},
        isBusy ? 429 : 200,
      )(request, response);
    };
    const waits: number[] = [];
    const clock = virtualClock();
    const embedder = jina(
      {
        dialect,
        baseUrl: await serve(handle),
        model: 'my-model',
        facts: { dimensions: 4, maxTokens: 512 },
        onRetry: ({ waitMs }) => waits.push(waitMs),
      },
      clock,
    );
    onTestFinished(() => embedder.close());
    const { embeddings } = await clock.run(
      embedder.embed([{ text: 'a' }, { text: 'b' }], { task: 'document' }),
    );
    expect(embeddings).toMatchObject([{ ok: true }, { ok: true }]);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(500);
    expect(waits[0]).toBeLessThanOrEqual(1000);
  });
});
