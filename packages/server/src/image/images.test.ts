import { once } from 'node:events';
import { mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished, vi } from 'vitest';
import { png, testServer } from '../__fixtures__/test-server.ts';
import { addAt, testShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from '../guard/keys.ts';
import type { ServerOptions } from '../options.ts';

const keys = [{ hash: hashKey('the-key-of-a-reader'), access: 'read', indexes: '*' }] as const;
const headers = { authorization: 'Bearer the-key-of-a-reader' };

async function serving(options: Partial<ServerOptions> = {}) {
  const shop = await testShop();
  const server = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    imageRoots: [shop.folder],
    keys,
    ...options,
  });
  const show = async (
    id: string,
    query = '',
    more: Record<string, string> = {},
  ): Promise<Response> =>
    await server.server.fetch(
      new Request(`http://127.0.0.1/image/shop/${encodeURIComponent(id)}${query}`, {
        headers: { ...headers, ...more },
      }),
    );
  return { ...shop, ...server, show };
}

const bytesOf = async (answer: Response): Promise<Buffer> =>
  Buffer.from(await answer.arrayBuffer());

/** A server of images on this machine. */
async function web(
  answer: (path: string) => { status?: number; headers?: Record<string, string>; body?: Buffer },
) {
  const asked: string[] = [];
  const server: HttpServer = createHttp((request, response) => {
    asked.push(request.url ?? '');
    const { status = 200, headers: own = {}, body } = answer(request.url ?? '');
    response.writeHead(status, own).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('makes every image anew, as WebP of the asked size, without what else stood in its file', async () => {
  const { index, folder, show } = await serving();
  const large = sharp({ create: { width: 900, height: 300, channels: 3, background: '#123456' } });
  const files = {
    'a.jpg': await large
      .clone()
      .withExif({ IFD0: { Copyright: 'kept-in-the-file-only' } })
      .jpeg()
      .toBuffer(),
    'b.png': await large.clone().png().toBuffer(),
    'c.webp': await large.clone().webp().toBuffer(),
    'd.tiff': await large.clone().tiff().toBuffer(),
    'e.gif': await large.clone().gif().toBuffer(),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, name), bytes);
    await addAt(index, name, join(folder, name));
    for (const [query, width] of [
      ['', 512],
      ['?size=128', 128],
      ['?size=256', 256],
      ['?size=1024', 900],
    ] as const) {
      const answer = await show(name, query);
      expect(answer.status, `${name} ${query}`).toBe(200);
      expect(answer.headers.get('content-type')).toBe('image/webp');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      const bytes = await bytesOf(answer);
      const { format, width: got, exif } = await sharp(bytes).metadata();
      expect([format, got, exif]).toEqual(['webp', width, undefined]);
      expect(bytes.includes('kept-in-the-file-only')).toBe(false);
    }
  }
  for (const size of ['0', '1', '513', '99999', 'x', '-1', '', '512px', '1e2'])
    expect((await show('a.jpg', `?size=${size}`)).status, size).toBe(400);
});

it('draws an SVG and never passes it on, nor reads what it points to', async () => {
  const { index, folder, show } = await serving();
  await writeFile(join(dirname(folder), 'secret.png'), await png('#00ff00'));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64"><script>alert(1)</script><rect width="64" height="64" fill="#fff"/><image xlink:href="../secret.png" width="64" height="64"/><image xlink:href="file://${join(dirname(folder), 'secret.png')}" width="64" height="64"/></svg>`;
  await writeFile(join(folder, 'x.svg'), svg);
  await writeFile(join(folder, 'x.png'), svg);
  for (const name of ['x.svg', 'x.png']) {
    await addAt(index, name, join(folder, name));
    const answer = await show(name);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const bytes = await bytesOf(answer);
    expect(bytes.includes('script')).toBe(false);
    const { channels } = await sharp(bytes).stats();
    expect(channels.slice(0, 3).map(({ mean }) => Math.round(mean))).toEqual([255, 255, 255]);
  }
});

it('shows a file below its folders only, whatever a record says', { timeout: 60_000 }, async () => {
  const { index, folder, show } = await serving({ imageUrls: ['https://images.example/public/'] });
  const outside = join(dirname(folder), `outside-${folder.slice(-6)}`);
  await mkdir(outside);
  await writeFile(join(outside, 'secret.png'), await png());
  await symlink(join(outside, 'secret.png'), join(folder, 'link.png'));
  await symlink(outside, join(folder, 'way'));
  await symlink('/etc', join(folder, 'etc'));
  await mkdir(`${folder}-beside`);
  await writeFile(join(`${folder}-beside`, 'secret.png'), await png());
  await mkdir(join(folder, 'folder.png'));
  await writeFile(join(folder, 'empty.png'), '');
  await writeFile(join(folder, 'words.png'), 'root:x:0:0');
  const hostile = [
    '/etc/passwd',
    join(outside, 'secret.png'),
    join(folder, '..', `outside-${folder.slice(-6)}`, 'secret.png'),
    `${folder}/../outside-${folder.slice(-6)}/secret.png`,
    relative(folder, join(outside, 'secret.png')),
    join(folder, 'link.png'),
    join(folder, 'way', 'secret.png'),
    join(folder, 'etc', 'passwd'),
    `${folder}-beside/secret.png`,
    folder,
    join(folder, 'folder.png'),
    join(folder, 'empty.png'),
    join(folder, 'words.png'),
    join(folder, 'none.png'),
    `file:///etc/passwd`,
    `file://${join(outside, 'secret.png')}`,
    `file://server/share/secret.png`,
    'file:///..%2f..%2fetc/passwd',
    '\\\\server\\share\\secret.png',
    '//server/share/secret.png',
    'C:\\secret.png',
    '/dev/zero',
    '/proc/self/environ',
    `${folder}/red.png\0.jpg`,
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:1/a.png',
    'https://images.example/private/a.png',
    'https://images.example/public/../private/a.png',
    'https://images.example/public/%2e%2e/private/a.png',
    'https://images.example@evil.example/public/a.png',
    'https://user:word@images.example/public/a.png',
    'ftp://images.example/public/a.png',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    '..',
    '.',
  ];
  const answers = new Set<string>();
  for (const [i, uri] of hostile.entries()) {
    await addAt(index, `x${i}`, uri);
    const answer = await show(`x${i}`);
    const { error } = (await answer.json()) as { error: object };
    expect(answer.status, uri).toBe(404);
    answers.add(JSON.stringify(error));
  }
  // One answer for all, so that nothing is learnt of what is there.
  expect(answers.size).toBe(1);
  expect((await show('red')).status).toBe(200);
});

it('finds what a record names by a relative path or a file: URL, below any of its folders', async () => {
  const { index, folder, show } = await serving();
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'sub', 'ä b.png'), await png());
  for (const [id, uri] of [
    ['relative', 'sub/ä b.png'],
    ['dotted', './sub/../sub/ä b.png'],
    ['url', `file://${folder}/sub/%C3%A4%20b.png`],
  ] as const) {
    await addAt(index, id, uri);
    expect((await show(id)).status, uri).toBe(200);
  }
});

it('takes ids of any kind, and knows no path by an id', async () => {
  const { index, folder, show, ask } = await serving();
  for (const id of ['a/b', 'ä ö', '%2e', '100%', 'a?b#c', '..%2f', 'x\\y']) {
    await addAt(index, id, join(folder, 'red.png'));
    expect((await show(id)).status, id).toBe(200);
    const { json } = await ask('/v1/indexes/shop/get', { ids: [id] }, { headers });
    const [{ image }] = (json as { records: [{ image: string }] }).records;
    expect((await ask(image, undefined, { headers })).status, image).toBe(200);
  }
  for (const path of [
    '/image/shop/..%2f..%2fetc%2fpasswd',
    '/image/shop/%2fetc%2fpasswd',
    '/image/shop/file:%2f%2f%2fetc%2fpasswd',
    '/image/..%2f/red',
    '/image/shop/%00',
    '/image/shop/red.png',
    '/image/shop/%E0%A4%A',
  ])
    expect((await ask(path, undefined, { headers })).status, path).toBe(404);
});

it('knows by its tag what a browser has, and sees when a file changes', async () => {
  const { folder, show } = await serving();
  const first = await show('red');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  expect(first.headers.get('cache-control')).toBe('private, max-age=300');
  expect(first.headers.get('vary')).toContain('Authorization');
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const answer = await show('red', '', { 'if-none-match': tag });
    expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([
      304,
      '',
      etag,
    ]);
  }
  expect((await show('red', '', { 'if-none-match': '"x"' })).status).toBe(200);
  expect((await show('red', '?size=128')).headers.get('etag')).toBe(etag); // no larger than it is
  await writeFile(join(folder, 'new.png'), await png('#ffffff'));
  await rename(join(folder, 'new.png'), join(folder, 'red.png'));
  const changed = await show('red', '', { 'if-none-match': etag });
  expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
  const head = await show('red');
  expect((await bytesOf(head)).byteLength).toBeGreaterThan(0);
});

it('refuses what unpacks to more pixels than the limit, before it does', async () => {
  const { index, folder, show } = await serving({
    imageLimits: { maxPixels: 1_000_000, maxBytes: 2_000_000 },
  });
  const bomb = await sharp({
    create: { width: 6000, height: 6000, channels: 3, background: '#000' },
  })
    .png()
    .toBuffer();
  await writeFile(join(folder, 'bomb.png'), bomb);
  await writeFile(join(folder, 'long.png'), await png());
  await truncate(join(folder, 'long.png'), 2_000_001);
  for (const name of ['bomb.png', 'long.png']) {
    await addAt(index, name, join(folder, name));
    expect((await show(name)).status, name).toBe(404);
  }
});

it('fetches an image of an allowed URL through the guard, which this machine is behind', async () => {
  const { url, asked } = await web(() => ({}));
  const { index, show } = await serving({ imageUrls: [`${url}/`] });
  await addAt(index, 'here', `${url}/a.png`);
  await addAt(index, 'name', `${url.replace('127.0.0.1', 'localhost')}/a.png`);
  for (const id of ['here', 'name']) expect((await show(id)).status, id).toBe(404);
  expect(asked).toEqual([]);
});

it('follows no redirect to where it must not go, and keeps what it fetched for a while', async () => {
  const image = await png();
  const { url, asked } = await web((path) => {
    if (path.startsWith('/to/'))
      return { status: 302, headers: { location: decodeURIComponent(path.slice(4)) } };
    if (path.startsWith('/page'))
      return { headers: { 'content-type': 'text/html' }, body: Buffer.from('<p>secret') };
    return { headers: { 'content-type': 'image/png' }, body: image };
  });
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { index, show } = await serving({
    imageUrls: [`${url}/`],
    imageLimits: { allowPrivateAddresses: true },
  });
  const targets = [
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    `${url}/a.png`,
  ];
  for (const [i, target] of targets.entries()) {
    await addAt(index, `to${i}`, `${url}/to/${encodeURIComponent(target)}`);
    expect((await show(`to${i}`)).status, target).toBe(404);
  }
  await addAt(index, 'page', `${url}/page`);
  expect((await show('page')).status).toBe(404);
  asked.length = 0;
  await addAt(index, 'good', `${url}/a.png`);
  for (let i = 0; i < 3; i++) expect((await show('good')).status).toBe(200);
  expect(asked).toEqual(['/a.png']);
  vi.advanceTimersByTime(11 * 60_000);
  expect((await show('good')).status).toBe(200);
  expect(asked).toEqual(['/a.png', '/a.png']);
});

it('shows nothing where no folder and no URL is named', async () => {
  const { show, ask } = await serving({ imageRoots: [] });
  expect((await show('red')).status).toBe(404);
  const { json } = await ask('/v1/indexes/shop/get', { ids: ['red'] }, { headers });
  expect(JSON.stringify(json)).not.toContain('/image/');
});

it('lets pages of listed origins show images, and no others', async () => {
  const own = await serving();
  expect((await own.show('red')).headers.get('cross-origin-resource-policy')).toBe('same-origin');
  const listed = await serving({ origins: ['https://shop.example'] });
  const answer = await listed.show('red', '', { origin: 'https://shop.example' });
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect((await listed.show('red', '', { origin: 'https://evil.example' })).status).toBe(403);
});
