import { expect, it, vi } from 'vitest';
import { testServer } from '../__fixtures__/test-server.ts';
import { testShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from '../guard/keys.ts';
import type { ServerOptions } from '../options.ts';
import { createUploads } from './uploads.ts';

const key = (name: string) =>
  ({ hash: hashKey(`the-key-of-${name}-0123`), access: 'read', indexes: ['shop'] }) as const;
const by = (name: string) => ({ headers: { authorization: `Bearer the-key-of-${name}-0123` } });

function formOf(...files: readonly (Uint8Array | string)[]): FormData {
  const form = new FormData();
  for (const file of files)
    form.append('image', typeof file === 'string' ? file : new Blob([new Uint8Array(file)]));
  return form;
}

async function uploading(options: Partial<ServerOptions> = {}) {
  const shop = await testShop();
  const server = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    keys: [key('a'), key('b')],
    ...options,
  });
  const upload = async (form: unknown, name = 'a') =>
    await server.ask('/v1/uploads', form, by(name));
  const idOf = async (form: unknown, name = 'a'): Promise<string> =>
    ((await upload(form, name)).json as { upload: string }).upload;
  const search = async (id: string, name = 'a') =>
    (await server.ask('/v1/indexes/shop/search', { query: { image: { upload: id } } }, by(name)))
      .status;
  return { ...shop, ...server, upload, idOf, search };
}

it('keeps an image for the key that uploaded it, for 15 minutes, under an id that can’t be guessed', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const { red, upload, search } = await uploading();
    const { status, json } = await upload(formOf(red));
    const {
      upload: id,
      expires,
      width,
    } = json as { upload: string; expires: string; width: number };
    expect([status, width, Date.parse(expires) - Date.now()]).toEqual([200, 16, 900_000]);
    expect(id).toMatch(/^[\w-]{32}$/);
    expect(await search(id)).toBe(200);
    expect(await search(id, 'b')).toBe(404);
    vi.advanceTimersByTime(899_000);
    expect(await search(id)).toBe(200);
    vi.advanceTimersByTime(1000);
    expect(await search(id)).toBe(404);
  } finally {
    vi.useRealTimers();
  }
});

it('takes one image in a form and nothing else', async () => {
  const { ask, red, upload } = await uploading();
  const both = formOf(red);
  both.append('more', 'text');
  const forms: readonly [unknown, number][] = [
    [formOf(), 400],
    [formOf('/etc/passwd'), 400],
    [formOf('file:///etc/passwd'), 400],
    [formOf(red, red), 400],
    [both, 400],
    [formOf(new TextEncoder().encode('root:x:0:0')), 400],
    [formOf(new Uint8Array()), 400],
    [{ image: 'AAAA' }, 415],
    ['x', 415],
  ];
  for (const [form, status] of forms) expect((await upload(form)).status).toBe(status);
  for (const type of [
    'multipart/form-data',
    'text/plain',
    'application/x-www-form-urlencoded',
    'image/png',
  ])
    expect(
      (await ask('/v1/uploads', red, { headers: { ...by('a').headers, 'content-type': type } }))
        .status,
      type,
    ).toBe(415);
  const broken = {
    headers: { ...by('a').headers, 'content-type': 'multipart/form-data; boundary=x' },
  };
  for (const text of [
    '',
    '--x',
    '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc',
  ])
    expect((await ask('/v1/uploads', text, broken)).status, text).toBe(400);
});

it('holds so many bytes at most, and one client no more than its part', async () => {
  const { red, idOf, search, upload } = await uploading({
    limits: { joinMs: 0, uploadBytes: 1000 },
  });
  expect(red.byteLength).toBeLessThan(250);
  const perClient = Math.floor(250 / red.byteLength);
  const first = await idOf(formOf(red), 'b');
  const ids: string[] = [];
  for (let i = 0; i < perClient + 3; i++) ids.push(await idOf(formOf(red)));
  const found = [];
  for (const id of ids) if ((await search(id)) === 200) found.push(id);
  // The newest ones, and what another client holds is not touched.
  expect(found).toEqual(ids.slice(-perClient));
  expect(await search(first, 'b')).toBe(200);
  const { status, headers } = await (async () => {
    const small = await uploading({ limits: { joinMs: 0, uploadBytes: red.byteLength + 1 } });
    expect((await small.upload(formOf(red))).status).toBe(200);
    return await small.upload(formOf(red), 'b');
  })();
  expect([status, headers.get('retry-after')]).toEqual([429, '60']);
  expect((await upload(formOf(red))).status).toBe(200);
});

it('holds a thousand uploads of a client at most, however small they are', () => {
  const uploads = createUploads(1_000_000, { hasKeys: true });
  const one = new Uint8Array(1);
  const ids = Array.from({ length: 1001 }, () => uploads.keep(one, undefined).id);
  expect(uploads.bytes).toBe(1000);
  expect(() => uploads.find(ids[0] ?? '', undefined, 'image')).toThrow('no such upload');
  expect(uploads.find(ids[1] ?? '', undefined, 'image')).toBe(one);
  uploads.close();
});

it('refuses a form of many parts before they are read, and one whose boundary is not one', async () => {
  const { ask, red } = await uploading();
  const part = 'Content-Disposition: form-data; name="image"; filename="../../etc/passwd"\r\n\r\n';
  const whole = Buffer.concat([Buffer.from(`--x\r\n${part}`), red, Buffer.from('\r\n--x--\r\n')]);
  const send = async (type: string, body: Uint8Array) =>
    (
      await ask('/v1/uploads', body, {
        headers: { ...by('a').headers, 'content-type': `multipart/form-data; ${type}` },
      })
    ).problem;
  expect(await send('boundary=x', whole)).toBe('');
  expect(await send('boundary="x"; charset=utf-8', whole)).toBe('');
  expect(await send('charset=utf-8; boundary=x', whole)).toBe('');
  const many = Buffer.from(`${`--x\r\n${part}\r\n`.repeat(10_000)}--x--\r\n`);
  expect(await send('boundary=x', many)).toMatch(/^the form has many parts/);
  for (const type of [
    'boundary=',
    'boundary=y; boundary=x',
    'a="; boundary=y"; boundary=x',
    'boundary*=x',
  ])
    expect(await send(type, many), type).toMatch(/^Content-Type must name one boundary/);
});

it('refuses a form over the limit of bodies', async () => {
  const { upload } = await uploading({ limits: { bodyBytes: 5000, heldBytes: 5000 } });
  expect((await upload(formOf(new Uint8Array(6000)))).status).toBe(413);
});
