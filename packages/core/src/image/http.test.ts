import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from '../http/address.ts';
import type { Network } from '../http/guarded-lookup.ts';
import { createHttpReader } from './http.ts';
import { type ImageLimitOptions, imageLimitsSchema } from './limits.ts';
import { cropRule } from './geometry.ts';
import { createImageReader } from './reader.ts';

const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#0f0' } })
  .png()
  .toBuffer();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on loopback; resolves to its origin. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serveAt = async (routes: Readonly<Record<string, RequestListener>>): Promise<string> =>
  await serve((request, response) => {
    const route = routes[request.url ?? ''];
    if (route === undefined) response.writeHead(404).end();
    else route(request, response);
  });

const redirect =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location }).end();

async function read(
  url: string,
  limits: ImageLimitOptions = { allowPrivateAddresses: true },
): Promise<Uint8Array> {
  const reader = createImageReader(cropRule(32), imageLimitsSchema.parse(limits), {
    worker: false,
  });
  try {
    return await reader.read(url, undefined);
  } finally {
    await reader.close();
  }
}

const green = new Uint8Array(32 * 32 * 3).map((_, i) => (i % 3 === 1 ? 255 : 0));
const open = { allowPrivateAddresses: true };

type Answers = Readonly<Record<string, readonly string[]>>;

/** Names with their addresses, those of each lookup in turn; `loopback` counts as public where a test says so. */
function network(answers: Answers, loopback = false): Network & { readonly asked: string[] } {
  const asked: string[] = [];
  const resolve = (name: string, _: unknown, callback: (...values: unknown[]) => void): void => {
    const found = answers[name];
    asked.push(name);
    if (found === undefined) callback(new Error(`getaddrinfo ENOTFOUND ${name}`));
    else
      callback(
        null,
        found.map((address) => ({ address, family: isIP(address) })),
      );
  };
  return {
    // Only called with `all: true`, and this is that form.
    resolve: resolve as unknown as Network['resolve'],
    isPublic: (address) => (loopback && address === '127.0.0.1') || isPublicAddress(address),
    asked,
  };
}

async function fetchFrom(
  url: string,
  by: Network,
  limits?: ImageLimitOptions,
): Promise<Uint8Array> {
  const reader = createHttpReader(imageLimitsSchema.parse(limits), { network: by });
  try {
    return await reader.read(new URL(url), AbortSignal.timeout(5000));
  } finally {
    reader.close();
  }
}

describe('fetching', () => {
  it('gets an image by its bytes, whatever the server calls it', async () => {
    for (const type of ['image/png', 'application/octet-stream', 'image/jpeg', undefined]) {
      const origin = await serve((_, response) => {
        response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(png);
      });
      expect(await read(`${origin}/a.png?b=c#d`)).toEqual(green);
    }
  });

  it('says who it is, and asks for images as they are', async () => {
    let headers = {};
    const origin = await serve((request, response) => {
      headers = request.headers;
      response.end(png);
    });
    await read(origin);
    expect(headers).toMatchObject({
      accept: 'image/*',
      'accept-encoding': 'identity',
      'user-agent': 'nestvec',
    });
  });

  it.each([301, 302, 303, 307, 308])(
    'follows a redirect of status %i, relative or whole',
    async (status) => {
      const target = await serve((_, response) => response.end(png));
      const origin = await serveAt({
        '/a': redirect('/b', status),
        '/b': redirect(`${target}/c`, status),
      });
      expect(await read(`${origin}/a`)).toEqual(green);
    },
  );

  it('follows as many redirects as allowed and no more', async () => {
    const hops = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`/${i}`, redirect(`/${i + 1}`)]),
    );
    const origin = await serveAt({ ...hops, '/9': (_, response) => response.end(png) });
    expect(await read(`${origin}/6`)).toEqual(green);
    await expect(read(`${origin}/5`)).rejects.toMatchObject({
      details: { reason: 'http' },
      message: expect.stringContaining('redirected more than 3 times'),
    });
    expect(await read(`${origin}/5`, { ...open, maxRedirects: 4 })).toEqual(green);
    await expect(read(`${origin}/8`, { ...open, maxRedirects: 0 })).rejects.toMatchObject({
      details: { reason: 'http' },
    });
  });

  it('ends a redirect in circles', async () => {
    const origin = await serveAt({ '/a': redirect('/b'), '/b': redirect('/a') });
    await expect(read(`${origin}/a`)).rejects.toMatchObject({ details: { reason: 'http' } });
  });
});

describe('an answer that is not an image', () => {
  const cases: readonly (readonly [string, string, RegExp, RequestListener])[] = [
    [
      'an error status',
      'http',
      /was answered with status 404$/,
      (_, response) => response.writeHead(404).end('no'),
    ],
    [
      'a status without a body',
      'http',
      /status 304/,
      (_, response) => response.writeHead(304).end(),
    ],
    [
      'a redirect without a target',
      'http',
      /status 302/,
      (_, response) => response.writeHead(302).end(),
    ],
    ['a redirect to no URL', 'http', /not a URL/, redirect('http://[')],
    ['a redirect to a file', 'refused-address', /leads to file:/, redirect('file:///etc/passwd')],
    [
      'a web page',
      'not-an-image',
      /is a web page/,
      (_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end('<p>'),
    ],
    [
      'JSON',
      'not-an-image',
      /can't be decoded/,
      (_, response) => response.setHeader('content-type', 'application/json').end('{}'),
    ],
    ['nothing', 'not-an-image', /is empty/, (_, response) => response.end()],
    [
      'bytes that are compressed in an unknown way',
      'http',
      /compressed as compress, which is not read/,
      (_, response) => response.setHeader('content-encoding', 'compress').end(png),
    ],
    [
      'bytes that are not as compressed as they say',
      'unreadable',
      /broke off/,
      (_, response) => response.setHeader('content-encoding', 'gzip').end(png),
    ],
    ['a broken connection', 'http', /can't be fetched/, (request) => request.socket.destroy()],
    [
      'half a body',
      'unreadable',
      /broke off/,
      (_, response) => {
        response.writeHead(200, { 'content-length': png.length });
        response.write(png.subarray(0, 20), () => response.destroy());
      },
    ],
  ];
  it.each(cases)('is refused with its reason: %s, %s', async (_, reason, message, listener) => {
    const origin = await serve(listener);
    await expect(read(`${origin}/a.png`)).rejects.toMatchObject({
      code: 'image',
      details: { reason, source: `${origin}/a.png` },
      message: expect.stringMatching(message),
    });
  });

  it('is refused where nothing listens', async () => {
    await expect(read('http://127.0.0.1:1/a.png')).rejects.toMatchObject({
      details: { reason: 'http' },
    });
  });

  it('is named without the secrets of its URL', async () => {
    const origin = await serve((_, response) => response.writeHead(403).end());
    const url = `${origin.replace('http://', 'http://me:word@')}/a.png?signature=secret#x`;
    const error: unknown = await read(url).catch((reason: unknown) => reason);
    expect(String(error)).toContain(`${origin}/a.png`);
    expect(String(error)).not.toMatch(/secret|word/);
  });
});

describe('an answer that is compressed though it was not asked for', () => {
  it.each([
    ['gzip', gzipSync(png)],
    ['deflate', deflateSync(png)],
    ['br', brotliCompressSync(png)],
    ['identity', png],
  ])('is unpacked: %s', async (encoding, body) => {
    const origin = await serve((_, response) => {
      response.setHeader('content-encoding', encoding).end(body);
    });
    expect(await read(origin)).toEqual(green);
  });

  it('counts by what comes out', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const origin = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip').end(bomb);
    });
    await expect(read(origin, { ...open, maxBytes: 10_000 })).rejects.toMatchObject({
      details: { reason: 'too-many-bytes' },
    });
  });
});

describe('a server that is busy', () => {
  async function readPatiently(
    url: string,
  ): Promise<{ waits: number[]; bytes: Uint8Array | undefined; error: unknown }> {
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    const reader = createHttpReader(imageLimitsSchema.parse(open), { sleep });
    try {
      const bytes = await reader.read(new URL(url), AbortSignal.timeout(10_000));
      return { waits, bytes, error: undefined };
    } catch (error) {
      return { waits, bytes: undefined, error };
    } finally {
      reader.close();
    }
  }

  it.each([408, 429, 500, 503])('is asked again after status %i', async (status) => {
    let asked = 0;
    const origin = await serve((_, response) => {
      asked++;
      if (asked < 3) response.writeHead(status).end();
      else response.end(png);
    });
    expect(await readPatiently(origin)).toMatchObject({ bytes: png, error: undefined });
    expect(asked).toBe(3);
  });

  it('is asked again when it says', async () => {
    let asked = 0;
    const origin = await serve((_, response) => {
      if (asked++ === 0) response.writeHead(429, { 'retry-after': '7' }).end();
      else response.end(png);
    });
    expect(await readPatiently(origin)).toMatchObject({ bytes: png, waits: [7000] });
  });

  it('is given up after a few tries, and at once where it says to come much later', async () => {
    let asked = 0;
    const origin = await serveAt({
      '/down': (_, response) => {
        asked++;
        response.writeHead(503).end();
      },
      '/later': (_, response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
      '/gone': (_, response) => response.writeHead(410).end(),
    });
    const down = await readPatiently(`${origin}/down`);
    expect(down.error).toMatchObject({
      code: 'image',
      details: { reason: 'http' },
      message: `${origin}/down: was answered with status 503`,
    });
    expect(asked).toBe(4);
    for (const path of ['/later', '/gone'])
      expect((await readPatiently(origin + path)).waits).toEqual([]);
  });
});

describe('a proxy', () => {
  /** A proxy that answers every address itself, and says which it was asked for. */
  async function startProxy(): Promise<{ proxy: string; asked: string[] }> {
    const asked: string[] = [];
    const proxy = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.end(png);
    });
    return { proxy, asked };
  }

  it('is asked for what it serves, also under a name that only it knows', async () => {
    const { proxy, asked } = await startProxy();
    const bytes = await fetchFrom('http://inside.example/a.png', network({}), {
      proxy: { http: proxy },
    });
    expect(bytes).toEqual(png);
    expect(asked).toEqual(['http://inside.example/a.png']);
  });

  it('is not asked for an address or a name that is not on the public internet', async () => {
    const { proxy, asked } = await startProxy();
    const by = network({ 'inside.example': ['10.0.0.7'] });
    for (const url of ['http://10.0.0.7/a.png', 'http://inside.example/a.png'])
      await expect(fetchFrom(url, by, { proxy: { http: proxy } })).rejects.toMatchObject({
        details: { reason: 'refused-address' },
      });
    expect(asked).toEqual([]);
  });

  it('is passed by for hosts that are listed', async () => {
    const { proxy, asked } = await startProxy();
    const origin = await serve((_, response) => response.end(png));
    const limits = { ...open, proxy: { http: proxy, except: '127.0.0.1' } };
    expect(await fetchFrom(origin, network({}), limits)).toEqual(png);
    expect(asked).toEqual([]);
  });

  it('whose address is not an address is refused without naming it', () => {
    const limits = imageLimitsSchema.parse({ proxy: { https: 'user:secret@proxy' } });
    expect(() => createHttpReader(limits)).toThrow(
      /^proxy\.https: must be an http: or https: address$/,
    );
  });
});

describe('limits', () => {
  it('on bytes hold by the announced length, and without one', async () => {
    const origin = await serveAt({
      '/announced': (_, response) =>
        response.writeHead(200, { 'content-length': 10_000 }).write('x'),
      '/endless': (_, response) => {
        const timer = setInterval(() => response.write(Buffer.alloc(1000)), 1);
        response.on('close', () => clearInterval(timer));
      },
    });
    for (const path of ['/announced', '/endless']) {
      await expect(read(origin + path, { ...open, maxBytes: 9999 })).rejects.toMatchObject({
        details: { reason: 'too-many-bytes' },
      });
    }
  });

  it('on time hold before the answer, and while it drips in', async () => {
    const origin = await serveAt({
      '/silent': () => {},
      '/dripping': (_, response) => {
        const timer = setInterval(() => response.write('x'), 10);
        response.on('close', () => clearInterval(timer));
      },
    });
    for (const path of ['/silent', '/dripping']) {
      await expect(read(origin + path, { ...open, timeoutMs: 80 })).rejects.toMatchObject({
        details: { reason: 'timeout' },
      });
    }
  });
});

describe('addresses that are not public', () => {
  it.each([
    'http://127.0.0.1/a.png',
    'http://localhost/a.png',
    'http://2130706433/a.png',
    'http://0x7f.1/a.png',
    'http://0/a.png',
    'http://[::1]/a.png',
    'http://[::ffff:127.0.0.1]/a.png',
    'http://[fd00::1]/a.png',
    'http://[fe80::1]/a.png',
    'http://[64:ff9b::7f00:1]/a.png',
    'http://10.1.2.3/a.png',
    'http://172.20.0.1/a.png',
    'http://192.168.1.1/a.png',
    'http://100.100.100.200/latest/meta-data/',
    'http://169.254.169.254/latest/meta-data/',
    'https://169.254.169.254/latest/meta-data/',
  ])('are refused: %s', async (url) => {
    await expect(read(url, {})).rejects.toMatchObject({
      code: 'image',
      details: { reason: 'refused-address' },
      message: expect.stringContaining('allowPrivateAddresses'),
    });
  });

  it.each(['127.0.0.1', '10.0.0.1', '::1', '169.254.169.254', 'fd00::1'])(
    'are refused behind a name: %s',
    async (address) => {
      await expect(
        fetchFrom('http://pictures.example/a.png', network({ 'pictures.example': [address] })),
      ).rejects.toMatchObject({
        details: { reason: 'refused-address' },
        message: expect.stringContaining(`pictures.example (${address})`),
      });
    },
  );

  it('are refused where only one of several addresses of a name is not public', async () => {
    const mixed = network({ 'pictures.example': ['8.8.8.8', '192.168.0.1'] });
    await expect(fetchFrom('http://pictures.example/', mixed)).rejects.toMatchObject({
      details: { reason: 'refused-address' },
    });
  });

  it('are refused after a redirect from a public one, by address, by name and by the local name', async () => {
    const targets = [
      'http://127.0.0.2/',
      'http://[::1]/',
      'http://10.0.0.1/',
      'http://169.254.169.254/latest/',
      'http://inside.example/',
      'https://inside.example/',
    ];
    const origin = await serveAt(
      Object.fromEntries(targets.map((target, i) => [`/${i}`, redirect(target)])),
    );
    const { port } = new URL(origin);
    const names = { 'outside.example': ['127.0.0.1'], 'inside.example': ['192.168.7.7'] };
    for (const index of targets.keys()) {
      const by = network(names, true);
      await expect(fetchFrom(`http://outside.example:${port}/${index}`, by)).rejects.toMatchObject({
        details: { reason: 'refused-address' },
      });
    }
  });

  it('can’t be slipped in by a name that changes its mind: each hop resolves once and connects to what was checked', async () => {
    const origin = await serveAt({
      '/a': redirect('/b'),
      '/b': (_, response) => response.end(png),
    });
    const { port } = new URL(origin);
    const by = network({ 'outside.example': ['127.0.0.1'] }, true);
    expect(await fetchFrom(`http://outside.example:${port}/a`, by)).toEqual(png);
    expect(by.asked).toEqual(['outside.example', 'outside.example']);
  });

  it('are let in where that is allowed, without a look at them', async () => {
    const origin = await serve((_, response) => response.end(png));
    expect(await fetchFrom(origin.replace('127.0.0.1', 'localhost'), network({}), open)).toEqual(
      png,
    );
  });

  it('a name that does not resolve says so', async () => {
    await expect(fetchFrom('http://pictures.example/', network({}))).rejects.toMatchObject({
      details: { reason: 'http' },
      message: expect.stringContaining('ENOTFOUND pictures.example'),
    });
  });
});
