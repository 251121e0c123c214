import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startProxy } from './__fixtures__/proxy-server.ts';
import { setup } from './__fixtures__/setup.ts';
import { tinyClip } from './__fixtures__/model.ts';

describe('the token', () => {
  it('goes to the hub and not to the host that it redirects to', async () => {
    const { pull, hub } = await setup();
    await pull({ token: 'hf_secret' });
    const sent = (server: string): unknown[] => [
      ...new Set(
        hub.requests
          .filter((each) => each.server === server)
          .map(({ headers }) => headers.authorization),
      ),
    ];
    expect(sent('hub')).toEqual(['Bearer hf_secret']);
    expect(sent('cdn')).toEqual([undefined]);
  });

  it('stays away from the CDN when a file is asked for by HEAD as well', async () => {
    const { pull, hub } = await setup();
    hub.lists.without = 'checksums';
    await pull({ token: 'hf_secret' });
    const toCdn = hub.requests.filter(({ server }) => server === 'cdn');
    expect(toCdn.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(toCdn.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });
});

it('asks for bytes as they are, since compressed ones could not be resumed', async () => {
  const { pull, hub } = await setup();
  await pull();
  const encodings = hub.requests.map(({ headers }) => headers['accept-encoding']);
  expect(new Set(encodings)).toEqual(new Set(['identity']));
});

it('works with a mirror under a path, whatever slashes its address ends in', async () => {
  const { pull, hub, differing } = await setup();
  expect(await differing(await pull({ endpoint: `${hub.endpoint}/mirror//` }))).toEqual([]);
});

it('gives up on redirects that lead nowhere', async () => {
  const { pull, hub, model } = await setup();
  const headers = { location: `/api/models/${model.name}/revision/main` };
  for (let i = 0; i < 12; i++) {
    hub.faults.push({
      server: 'hub',
      path: '/main',
      fault: { kind: 'status', status: 302, headers },
    });
  }
  await expect(pull({ revision: 'main' })).rejects.toMatchObject({
    code: 'download',
    message: expect.stringContaining('redirects without end'),
  });
});

it('follows a model that was renamed', async () => {
  const { pull, hub, model, differing } = await setup();
  const headers = { location: `/api/models/${model.name}/revision/main?blobs=true` };
  const fault = { kind: 'status', status: 307, headers } as const;
  hub.faults.push({ server: 'hub', path: '/revision/old', fault });
  expect(await differing(await pull({ revision: 'old' }))).toEqual([]);
});

describe('a proxy', () => {
  it('carries every request to a hub, its CDN included', async () => {
    const { pull, hub, differing } = await setup();
    const proxy = await proxyForTest();
    const pulled = await pull({ proxy: { http: proxy.address } });
    expect(await differing(pulled)).toEqual([]);
    expect(proxy.forwarded).toHaveLength(hub.requests.length);
    expect(proxy.forwarded.filter((url) => url.startsWith(hub.cdn))).toHaveLength(2);
  });

  it('resumes what was cut behind it', async () => {
    const { pull, hub, asked, differing } = await setup();
    const proxy = await proxyForTest();
    const fault = { kind: 'short', after: 5000 } as const;
    hub.faults.push({ server: 'cdn', path: 'model_q4.onnx', fault });
    expect(await differing(await pull({ proxy: { http: proxy.address } }))).toEqual([]);
    expect(asked()).toContain('cdn GET onnx/model_q4.onnx bytes=5000-');
  });

  it('is passed by for the hosts that are excepted', async () => {
    const { pull, hub, differing } = await setup();
    const proxy = await proxyForTest();
    const { host } = new URL(hub.endpoint);
    const pulled = await pull({ proxy: { http: proxy.address, except: `example.org,${host}` } });
    expect(await differing(pulled)).toEqual([]);
    // The CDN has another port, which the exception does not cover.
    expect(proxy.forwarded.every((url) => url.startsWith(hub.cdn))).toBe(true);
    expect(proxy.forwarded).toHaveLength(2);
  });

  it('for https is asked for a tunnel, with its own password and without the token', async () => {
    const { pull } = await setup();
    const proxy = await proxyForTest();
    const address = proxy.address.replace('//', '//me:secret@');
    const pulling = pull({
      endpoint: 'https://hub.test',
      token: 'hf_secret',
      proxy: { https: address },
      retry: { retries: 0 },
    });
    const error: unknown = await pulling.catch((thrown: unknown) => thrown);
    expect(proxy.tunnels).toEqual([
      {
        target: 'hub.test:443',
        authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
      },
    ]);
    expect(error).toMatchObject({ code: 'download', details: { reason: 'connection' } });
    expect(inspect(error, { depth: null })).not.toMatch(/secret/);
  });

  it('of the environment has no say', async () => {
    const { pull, differing } = await setup(tinyClip());
    const proxy = await proxyForTest();
    const { HTTP_PROXY } = process.env;
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
    onTestFinished(() => {
      if (HTTP_PROXY === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = HTTP_PROXY;
    });
    expect(await differing(await pull())).toEqual([]);
    expect(
      await differing(await pull({ weights: 'int8', proxy: { https: proxy.address } })),
    ).toEqual([]);
  });
});

async function proxyForTest(): ReturnType<typeof startProxy> {
  const proxy = await startProxy();
  onTestFinished(() => proxy.close());
  return proxy;
}
