import {
  createServer,
  get,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type DocumentEntry, isDocument } from '@nestvec/core';
import { internet } from '@nestvec/core/kit';
import { collect } from '../__fixtures__/collect.ts';
import { jinaReader } from './jina-reader.ts';
import { webPages, type WebOptions } from './web-pages.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Site {
  readonly origin: string;
  readonly asked: string[];
}

type Route = string | RequestListener;

async function site(routes: Readonly<Record<string, Route>>): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const route = routes[path];
    if (route === undefined) response.writeHead(404).end();
    else if (typeof route === 'string') html(response, route);
    else route(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port.
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function html(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
}

async function read(
  addresses: readonly string[],
  options: WebOptions = {},
): Promise<DocumentEntry[]> {
  const usual = { allowPrivateAddresses: true, delayMs: 0, retries: 0 };
  return await collect(webPages(addresses, { ...usual, ...options }));
}

const problemOf = (entry: DocumentEntry | undefined): string =>
  entry !== undefined && 'error' in entry ? entry.error.message : '';

describe('webPages', () => {
  it('gives pages as documents that are called by their addresses', async () => {
    const { origin } = await site({ '/a?b=c': '<title>T</title><h1>One</h1><p>text' });
    expect(await read([`${origin}/a?b=c#part`])).toMatchObject([
      {
        kind: 'document',
        id: `${origin}/a?b=c`,
        uri: `${origin}/a?b=c`,
        source: origin,
        text: 'One\n\ntext',
        metadata: { title: 'T', format: 'html' },
      },
    ]);
  });

  it('reads a page by its type, else by its name', async () => {
    const typed =
      (type: string, body: string): RequestListener =>
      (_, response) =>
        response.writeHead(200, { 'content-type': type }).end(body);
    const { origin } = await site({
      '/a.md': typed('text/plain', '# One'),
      '/b': typed('text/plain', 'two'),
      '/c.txt': typed('application/octet-stream', 'three'),
      '/d': typed('video/mp4', 'x'),
    });
    const entries = await read(['/a.md', '/b', '/c.txt', '/d'].map((path) => origin + path));
    expect(entries.filter(isDocument).map(({ metadata }) => metadata?.['format'])).toEqual([
      'markdown',
      'text',
      'text',
    ]);
    expect(problemOf(entries[3])).toContain('is video/mp4, which is not read');
  });

  it('reads it in the encoding that it names', async () => {
    const bytes = Buffer.from('<meta charset="windows-1252"><p>Grüße', 'latin1');
    const { origin } = await site({
      '/sent': (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' }).end(bytes),
      '/written': (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(bytes),
    });
    const entries = await read([`${origin}/sent`, `${origin}/written`]);
    expect(entries).toMatchObject([{ text: 'Grüße' }, { text: 'Grüße' }]);
  });

  it('takes images of a page only where they are wanted', async () => {
    const { origin } = await site({ '/a/': '<p>x<img src="../b.png">' });
    expect(await read([`${origin}/a/`])).toMatchObject([{ images: [] }]);
    expect(await read([`${origin}/a/`], { images: 'all' })).toMatchObject([
      { images: [{ image: `${origin}/b.png` }] },
    ]);
  });
});

describe('politeness', () => {
  it('asks for robots.txt once and keeps to it', async () => {
    const { origin, asked } = await site({
      '/robots.txt': 'User-agent: *\nDisallow: /private\nAllow: /private/but\n',
      '/a': 'a',
      '/private/but': 'b',
    });
    const entries = await read(['/a', '/private/x', '/private/but'].map((path) => origin + path));
    expect(entries.map((entry) => 'error' in entry)).toEqual([false, true, false]);
    expect(problemOf(entries[1])).toContain('may not be read by robots');
    expect(asked).toEqual(['/robots.txt', '/a', '/private/but']);
  });

  it('keeps to rules that are for its own name', async () => {
    const { origin } = await site({
      '/robots.txt': 'User-agent: nestvec\nDisallow: /\n\nUser-agent: *\nAllow: /\n',
      '/a': 'a',
    });
    expect(problemOf((await read([`${origin}/a`]))[0])).toContain('may not be read');
    expect(await read([`${origin}/a`], { userAgent: 'friendly' })).toMatchObject([{ text: 'a' }]);
  });

  it('reads nothing of a host whose rules can not be had', async () => {
    const { origin, asked } = await site({
      '/robots.txt': (_, response) => response.writeHead(503).end(),
      '/a': 'a',
    });
    expect(problemOf((await read([`${origin}/a`]))[0])).toContain(
      'was answered with 503, so nothing',
    );
    expect(asked).toEqual(['/robots.txt']);
  });

  it('has one request under way, and lets a host rest between two', async () => {
    let underWay = 0;
    let most = 0;
    const slow: RequestListener = (_, response) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => {
        underWay--;
        html(response, 'x');
      });
    };
    const one = await site({
      '/robots.txt': 'User-agent: *\nCrawl-delay: 3',
      '/a': slow,
      '/b': slow,
    });
    const other = await site({ '/c': slow });
    const slept: number[] = [];
    let time = 0;
    const clock = {
      now: () => time,
      sleep: async (ms: number) => {
        slept.push(ms);
        time += ms;
      },
    };
    const pages = [`${one.origin}/a`, `${one.origin}/b`, `${other.origin}/c`];
    await read(pages, { delayMs: 500, clock });
    expect(most).toBe(1);
    // After its rules, after the first page as they ask, and after the other host's rules.
    expect(slept).toEqual([500, 3000, 500]);
  });

  it('tries again after what may pass, and not after what will not', async () => {
    let tries = 0;
    const { origin, asked } = await site({
      '/busy': (_, response) => {
        if (++tries === 1) response.writeHead(429, { 'retry-after': '0' }).end();
        else html(response, 'x');
      },
    });
    const entries = await read([`${origin}/busy`, `${origin}/gone`], { retries: 1 });
    expect(entries[0]).toMatchObject({ text: 'x' });
    expect(problemOf(entries[1])).toContain('was answered with 404');
    expect(asked).toEqual(['/robots.txt', '/busy', '/busy', '/gone']);
  });
});

describe('an address may not', () => {
  it('be led into a network that is not public', async () => {
    const { origin, asked } = await site({ '/a': 'secret' });
    const [entry] = await read([`${origin}/a`], { allowPrivateAddresses: false });
    expect(problemOf(entry)).toContain('not on the public internet; set allowPrivateAddresses');
    expect(asked).toEqual([]);
  });

  it('be led there by a connection that somebody else has opened', async () => {
    const { origin, asked } = await site({ '/robots.txt': '', '/a': 'secret' });
    const { port } = new URL(origin);
    const address = `http://localhost:${port}/a`;
    await new Promise((resolve) => {
      get(address, (response) => response.resume().on('end', resolve));
    });
    const [entry] = await read([address], { allowPrivateAddresses: false });
    expect(problemOf(entry)).toContain('not on the public internet');
    expect(asked).toEqual(['/a']);
  });

  it('be led there by its name', async () => {
    const inner = await site({ '/robots.txt': '', '/secret': 'secret' });
    const { port } = new URL(inner.origin);
    const network = { ...internet, isPublic: () => false };
    const [entry] = await read([`http://localhost:${port}/secret`], {
      allowPrivateAddresses: false,
      network,
    });
    expect(problemOf(entry)).toContain('not on the public internet');
    expect(inner.asked).toEqual([]);
  });

  it('be redirected without end, or to what is not a page', async () => {
    const to =
      (location: string): RequestListener =>
      (_, response) =>
        response.writeHead(302, { location }).end();
    const { origin } = await site({
      '/loop': to('/loop'),
      '/file': to('file:///etc/passwd'),
      '/ok': to('/a'),
      '/a': 'a',
    });
    const entries = await read(['/loop', '/file', '/ok'].map((path) => origin + path));
    expect(problemOf(entries[0])).toContain('redirected more than 5 times');
    expect(problemOf(entries[1])).toContain('leads to file:, which is not fetched');
    expect(entries[2]).toMatchObject({ id: `${origin}/ok`, text: 'a' });
  });

  it('pass by the rules of another host that it leads to', async () => {
    const other = await site({ '/robots.txt': 'User-agent: *\nDisallow: /', '/a': 'secret' });
    const { origin } = await site({
      '/a': (_, response) => response.writeHead(302, { location: `${other.origin}/a` }).end(),
    });
    const [entry] = await read([`${origin}/a`]);
    expect(problemOf(entry)).toContain('may not be read by robots');
    expect(other.asked).toEqual(['/robots.txt']);
  });

  it('be larger or slower than allowed, or none at all', async () => {
    const { origin } = await site({
      '/large': 'x'.repeat(2000),
      '/stream': (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        const timer = setInterval(() => response.write('x'.repeat(500)), 1);
        response.on('close', () => clearInterval(timer));
      },
      '/slow': () => {},
      '/good': 'good',
    });
    const paths = ['/large', '/stream', '/slow', '/good'].map((path) => origin + path);
    const entries = await read([...paths, 'no address', 'http://127.0.0.1:1/'], {
      maxPageBytes: 1000,
      timeoutMs: 300,
    });
    expect(entries.map(problemOf)).toEqual([
      expect.stringContaining('more than the 1000 bytes'),
      expect.stringContaining('more than the 1000 bytes'),
      expect.stringContaining('was not answered within 300 ms'),
      '',
      expect.stringContaining('is not a URL'),
      expect.stringContaining("can't be fetched"),
    ]);
  });

  it('go on after the signal', async () => {
    const controller = new AbortController();
    const { origin } = await site({ '/a': () => controller.abort() });
    await expect(read([`${origin}/a`], { signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe('jinaReader', () => {
  const key = 'jina_secret-key';
  async function reader(
    answer: (body: { url: string }, headers: NodeJS.Dict<string | string[]>) => [number, unknown],
  ): Promise<string> {
    const { origin } = await site({
      '/': (request, response) => {
        text(request).then((sent) => {
          const body = JSON.parse(sent) as { url: string }; // what jinaReader sends
          const [status, value] = answer(body, request.headers);
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(value));
        }, response.destroy);
      },
    });
    return origin;
  }

  it('has pages read, and gives their Markdown', async () => {
    const baseUrl = await reader((body, headers) => [
      headers.authorization === `Bearer ${key}` && headers.accept === 'application/json'
        ? 200
        : 401,
      {
        code: 200,
        data: { title: 'T', url: body.url, content: `# One\n\n${body.url}`, usage: { tokens: 9 } },
      },
    ]);
    const entries = await read(['https://example.com/a'], {
      reader: jinaReader({ apiKey: key, baseUrl }),
    });
    expect(entries).toMatchObject([
      {
        id: 'https://example.com/a',
        text: '# One\n\nhttps://example.com/a',
        headings: [{ title: 'One' }],
        metadata: { title: 'T', format: 'markdown' },
      },
    ]);
  });

  it('tells what went wrong without the key, and goes on', async () => {
    const baseUrl = await reader((body) =>
      body.url.endsWith('/bad')
        ? [401, { key }]
        : body.url.endsWith('/odd')
          ? [200, { data: 1 }]
          : [200, { data: { content: 'ok' } }],
    );
    const entries = await read(['https://a.com/bad', 'https://a.com/odd', 'https://a.com/ok'], {
      reader: jinaReader({ apiKey: key, baseUrl, retries: 0 }),
    });
    expect(problemOf(entries[0])).toContain('answered 401; check apiKey');
    expect(problemOf(entries[1])).toContain('makes no sense');
    expect(entries[2]).toMatchObject({ text: 'ok' });
    expect(JSON.stringify(entries)).not.toContain(key);
  });

  it('tries again what may pass', async () => {
    let tries = 0;
    const baseUrl = await reader(() =>
      ++tries < 3 ? [503, {}] : [200, { data: { content: 'ok' } }],
    );
    const entries = await read(['https://a.com/'], { reader: jinaReader({ baseUrl, retries: 2 }) });
    expect(entries).toMatchObject([{ text: 'ok' }]);
  });

  it.each([{ apiKey: 'a b' }, { apiKey: '' }, { baseUrl: 'ftp://x' }])('refuses %j', (options) => {
    expect(() => jinaReader(options)).toThrow(/jinaReader\.(apiKey|baseUrl)/);
  });
});
