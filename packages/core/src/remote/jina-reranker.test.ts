import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { jinaReranker, type JinaRerankerOptions } from './jina-reranker.ts';

const key = `jina_${'k'.repeat(60)}`;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly documents: readonly string[]; readonly top_n: number };
}

type Answer = [status: number, body: unknown, headers?: Record<string, string>];

async function fake(
  answer: (request: Received) => Answer,
): Promise<{ readonly baseUrl: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    readText(request).then((sent) => {
      const body = JSON.parse(sent) as Received['body']; // what jinaReranker sends
      const one = { path: request.url ?? '', headers: request.headers, body };
      received.push(one);
      const [status, value, headers = {}] = answer(one);
      response
        .writeHead(status, headers)
        .end(typeof value === 'string' ? value : JSON.stringify(value));
    }, response.destroy);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { baseUrl: `http://127.0.0.1:${port}/v1`, received };
}

/** Longer texts are better. */
const byLength = ({ body }: Received): Answer => {
  const results = body.documents
    .map((document, index) => ({ index, relevance_score: document.length / 100 }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, body.top_n);
  return [200, { model: 'm', usage: { total_tokens: 42 }, results }];
};

const open = (options: JinaRerankerOptions): ReturnType<typeof jinaReranker> =>
  jinaReranker({ apiKey: key, retries: 0, ...options });

describe('jinaReranker', () => {
  it('gives the order of the service, the best first', async () => {
    const { baseUrl, received } = await fake(byLength);
    const used: number[] = [];
    const reranker = open({ baseUrl, onUsage: ({ tokens }) => used.push(tokens) });
    const ranked = await reranker.rerank('q', ['a', 'ccc', 'bb'], { limit: 2 });
    expect(ranked).toEqual([
      { index: 1, score: 0.03 },
      { index: 2, score: 0.02 },
    ]);
    expect(used).toEqual([42]);
    expect(received).toMatchObject([
      {
        path: '/v1/rerank',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: {
          model: 'jina-reranker-v2-base-multilingual',
          query: 'q',
          documents: ['a', 'ccc', 'bb'],
          top_n: 2,
          return_documents: false,
        },
      },
    ]);
  });

  it('asks nothing where there is nothing to order', async () => {
    const { baseUrl, received } = await fake(byLength);
    expect(await open({ baseUrl }).rerank('q', [], { limit: 2 })).toEqual([]);
    expect(received).toEqual([]);
  });

  it('tries again what may pass', async () => {
    let tries = 0;
    const { baseUrl } = await fake((request) =>
      ++tries === 1 ? [429, {}, { 'retry-after': '0' }] : byLength(request),
    );
    expect(await open({ baseUrl, retries: 1 }).rerank('q', ['a'], { limit: 1 })).toHaveLength(1);
  });

  it.each([
    [401, { detail: `bad key ${key}` }, 'failed with 401: the API key was not accepted'],
    [402, {}, 'failed with 402: the account has no tokens left'],
    [500, 'oops', 'failed with 500'],
    [200, 'not json', 'failed: '],
    [200, { results: [{ index: 'x' }] }, 'failed: answer'],
    [200, { results: [{ index: 7, relevance_score: 1 }] }, 'names text 7 of 1'],
  ])('rejects with what %d %j means, without the key', async (status, body, problem) => {
    const { baseUrl } = await fake(() => [status, body]);
    const failure: unknown = await open({ baseUrl })
      .rerank('q', ['a'], { limit: 1 })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'embedder',
      details: { operation: 'rerank' },
      message: expect.stringContaining(problem),
    });
    expect(String(failure)).not.toContain(key);
  });

  it('does not follow a redirect with the key', async () => {
    const other = await fake(byLength);
    const { baseUrl } = await fake(() => [302, {}, { location: `${other.baseUrl}/rerank` }]);
    await expect(open({ baseUrl }).rerank('q', ['a'], { limit: 1 })).rejects.toThrow('with 302');
    expect(other.received).toEqual([]);
  });

  it('stops with the signal', async () => {
    const { baseUrl } = await fake(byLength);
    await expect(
      open({ baseUrl }).rerank('q', ['a'], { limit: 1, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'aborted' });
  });

  it.each([
    [{ apiKey: undefined, baseUrl: undefined }, 'apiKey'],
    [{ apiKey: 'a\nb' }, 'apiKey'],
    [{ baseUrl: 'ftp://x' }, 'baseUrl'],
    [{ baseUrl: 'https://user:pass@x' }, 'baseUrl'],
  ])('refuses %j', (options, field) => {
    expect(() => open(options)).toThrow(`jinaReranker.${field}`);
  });
});
