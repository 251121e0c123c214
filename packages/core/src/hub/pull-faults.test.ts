import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Fault } from './__fixtures__/serve-file.ts';
import { type Setup, setup } from './__fixtures__/setup.ts';
import { noise, tinyClip } from './__fixtures__/model.ts';
import { modelLayout } from './layout.ts';

const weights = 'onnx/model_q4.onnx';

describe('a cut connection', () => {
  it('is gone on from where it was, and the file ends byte-identical', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'cut', after: 100_000 }));
    const pulled = await context.pull();
    expect(await context.differing(pulled)).toEqual([]);
    const [whole, rest] = cdnRequests(context);
    expect(whole).toBe(`cdn GET ${weights}`);
    expect(rest).toBe(`cdn GET ${weights} bytes=100000-`);
    expect(context.waits).toEqual([1000]);
  });

  it('is gone on from under the validator that the first bytes came with', async () => {
    const { hub, pull, model } = await setup();
    hub.faults.push(...onWeights({ kind: 'cut', after: 100_000 }));
    await pull();
    const validators = hub.requests
      .filter(({ server, headers }) => server === 'cdn' && headers.range !== undefined)
      .map(({ headers }) => headers['if-range']);
    expect(validators).toEqual([`"s3-${model.files[weights]?.oid.slice(0, 16)}"`]);
  });

  it('is gone on from however often it happens, while bytes arrive', async () => {
    const context = await setup();
    const cuts = Array.from({ length: 20 }, () => ({ kind: 'cut', after: 10_000 }) as const);
    context.hub.faults.push(...onWeights(...cuts));
    const pulled = await context.pull();
    expect(await context.differing(pulled)).toEqual([]);
    expect(cdnRequests(context).at(-1)).toBe(`cdn GET ${weights} bytes=200000-`);
  });

  it('ends the pull once no bytes arrive in any of the tries, and keeps what came', async () => {
    const context = await setup();
    const nothing = Array.from({ length: 6 }, () => ({ kind: 'cut', after: 0 }) as const);
    context.hub.faults.push(...onWeights({ kind: 'cut', after: 100_000 }, ...nothing));
    await expect(context.pull()).rejects.toMatchObject({
      code: 'download',
      details: { reason: 'connection', retryable: true },
    });
    // The pause after the cut, then core's own waits.
    expect(context.waits).toEqual([1000, 500, 1000, 2000, 4000, 8000]);
    expect(await partBytes(context)).toBe(100_000);
    context.asked();
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(context.asked().filter((line) => line.startsWith('cdn'))).toEqual([
      `cdn GET ${weights} bytes=100000-`,
    ]);
  });

  it('is noticed where the answer ends as if all were well', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'short', after: 5000 }));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context)).toEqual([`cdn GET ${weights}`, `cdn GET ${weights} bytes=5000-`]);
  });

  it('is noticed where nothing more comes and nothing is said', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'stall', after: 5000 }));
    const pulled = await context.pull({ idleTimeoutMs: 1000 });
    expect(await context.differing(pulled)).toEqual([]);
    expect(cdnRequests(context).at(-1)).toBe(`cdn GET ${weights} bytes=5000-`);
  });

  it('reaching the hub not at all names the address and the reason', async () => {
    const { pull, hub, waits } = await setup();
    await hub.close();
    await expect(pull()).rejects.toMatchObject({
      code: 'download',
      details: { reason: 'connection' },
      message: expect.stringMatching(/http:\/\/127\.0\.0\.1:\d+\/api.*ECONNREFUSED/),
    });
    expect(waits).toHaveLength(5);
  });
});

describe('resuming', () => {
  it('begins anew where the content has another validator by now', async () => {
    const context = await setup();
    context.hub.faults.push(
      ...onWeights({ kind: 'cut', after: 100_000 }, { kind: 'etag', etag: '"new"' }),
    );
    expect(await context.differing(await context.pull())).toEqual([]);
    // The answer to the range has the whole file, so no third request is needed.
    expect(cdnRequests(context)).toHaveLength(2);
  });

  it('begins anew where a server ignores the condition and sends a piece of other content', async () => {
    const context = await setup();
    context.hub.faults.push(
      ...onWeights(
        { kind: 'cut', after: 100_000 },
        { kind: 'etag', etag: '"new"', ignoresIfRange: true },
      ),
    );
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context)).toEqual([
      `cdn GET ${weights}`,
      `cdn GET ${weights} bytes=100000-`,
      `cdn GET ${weights}`,
    ]);
  });

  it('begins anew where a server sends another range than asked for', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'cut', after: 100_000 }, { kind: 'wrong-range' }));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context).at(-1)).toBe(`cdn GET ${weights}`);
  });

  it('takes the whole file from a server that knows no ranges', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'cut', after: 100_000 }, { kind: 'no-range' }));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context)).toHaveLength(2);
  });

  it('begins anew after 416', async () => {
    const context = await setup();
    context.hub.faults.push(
      ...onWeights({ kind: 'cut', after: 100_000 }, { kind: 'status', status: 416 }),
    );
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context).at(-1)).toBe(`cdn GET ${weights}`);
    expect(context.waits).toEqual([1000]);
  });

  it('throws a part away that is longer than the file', async () => {
    const context = await setup();
    await leavePart(context, Buffer.alloc(260_000));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context)).toEqual([`cdn GET ${weights}`]);
  });

  it('asks for nothing where the part is the whole file', async () => {
    const context = await setup();
    await leavePart(context, context.model.files[weights]?.content ?? Buffer.alloc(0));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context)).toEqual([]);
  });

  it.each([
    ['a page', { kind: 'body', text: '<html>Please log in</html>' }],
    ['nothing', { kind: 'status', status: 200, headers: { 'content-length': '0' } }],
  ] as const)(
    'keeps the part where the network sends %s in place of the file',
    async (_, fault) => {
      const context = await setup();
      await leavePart(context, noise(1000, 6));
      context.hub.faults.push(...onWeights(fault));
      await expect(context.pull()).rejects.toMatchObject({
        code: 'download',
        details: { reason: 'content', retryable: false },
        message: expect.stringContaining('login page'),
      });
      expect(await partBytes(context)).toBe(1000);
    },
  );

  it('of a part whose bytes are wrong ends in one download from the beginning', async () => {
    const context = await setup();
    await leavePart(context, Buffer.alloc(1000));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(cdnRequests(context)).toEqual([`cdn GET ${weights} bytes=1000-`, `cdn GET ${weights}`]);
  });
});

describe('content', () => {
  it('with a wrong checksum is refused and not left in place', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'corrupt', at: 12_345 }));
    await expect(context.pull()).rejects.toMatchObject({
      code: 'download',
      details: { reason: 'content', retryable: false },
      message: expect.stringMatching(/has the checksum [0-9a-f]{64}, not [0-9a-f]{64}/),
    });
    const { name, commit, files } = context.model;
    const layout = modelLayout(context.cache, name);
    const blobs = await readdir(layout.blobs);
    expect(blobs.filter((blob) => blob.startsWith(files[weights]?.oid ?? ''))).toEqual([]);
    await expect(stat(layout.file(commit, weights))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await context.differing(await context.pull())).toEqual([]);
  });

  it('of a small file is verified by its checksum in git', async () => {
    const context = await setup();
    context.hub.faults.push({
      server: 'hub',
      path: '/api/resolve-cache/models/jinaai/jina-clip-v2/a1b2c3d4e5f60718293a4b5c6d7e8f9001122334/config.json',
      fault: { kind: 'corrupt', at: 3 },
    });
    await expect(context.pull()).rejects.toMatchObject({
      details: { reason: 'content' },
      message: expect.stringMatching(/config\.json .* has the checksum [0-9a-f]{40}, not/),
    });
  });

  it('longer than listed is stopped at once', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'long', extra: 500_000 }));
    await expect(context.pull()).rejects.toMatchObject({
      details: { reason: 'content', retryable: false },
      message: expect.stringContaining('sent more than the 250000 bytes'),
    });
    expect(await partBytes(context)).toBeLessThanOrEqual(250_000);
  });

  it('announced with another checksum than listed is refused unread', async () => {
    const context = await setup();
    const fault = { kind: 'etag', etag: `"${'f'.repeat(64)}"` } as const;
    context.hub.faults.push({ server: 'hub', path: weights, fault });
    await expect(context.pull()).rejects.toMatchObject({
      details: { reason: 'content', retryable: false },
      message: expect.stringContaining('the list of files says'),
    });
  });

  it('in the cache that was cut off there is fetched again', async () => {
    const context = await setup();
    await context.pull();
    const layout = modelLayout(context.cache, context.model.name);
    await truncate(layout.blob(context.model.files[weights]?.oid ?? ''), 100);
    expect(await context.differing(await context.pull())).toEqual([]);
  });
});

describe('a status', () => {
  it('429 is waited out as long as Retry-After says', async () => {
    const context = await setup();
    const tooMany = { kind: 'status', status: 429, headers: { 'retry-after': '7' } } as const;
    context.hub.faults.push({ server: 'hub', path: weights, fault: tooMany });
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(context.waits).toEqual([7000]);
  });

  it('429 is waited out as long as the hub says in its own header', async () => {
    const context = await setup();
    const headers = { ratelimit: '"resolvers";r=0;t=55' };
    context.hub.faults.push({
      server: 'hub',
      path: '/revision/main',
      fault: { kind: 'status', status: 429, headers },
    });
    await context.pull({ revision: 'main' });
    expect(context.waits).toEqual([55_000]);
  });

  it('429 that asks for an hour ends the pull', async () => {
    const context = await setup();
    const headers = { 'retry-after': '3600' };
    const fault = { kind: 'status', status: 429, headers } as const;
    context.hub.faults.push({ server: 'hub', path: weights, fault });
    await expect(context.pull()).rejects.toMatchObject({
      code: 'download',
      details: { status: 429, retryAfterMs: 3_600_000, reason: 'status' },
    });
  });

  it.each([500, 502, 503, 504, 408])('%i is tried again', async (status) => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'status', status }));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(context.waits).toEqual([500]);
  });

  it('500 in every try ends the pull with its number', async () => {
    const context = await setup();
    const always = Array.from({ length: 6 }, () => ({ kind: 'status', status: 500 }) as const);
    context.hub.faults.push(...onWeights(...always));
    await expect(context.pull()).rejects.toMatchObject({
      code: 'download',
      details: { status: 500, reason: 'status', retryable: true },
    });
  });

  it('400 is not tried again', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'status', status: 400 }));
    await expect(context.pull()).rejects.toMatchObject({ details: { status: 400 } });
    expect(context.waits).toEqual([]);
  });

  it('403 of an expired CDN address does not ask for a token, and a new address is asked for', async () => {
    const context = await setup();
    context.hub.faults.push(...onWeights({ kind: 'status', status: 403 }));
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(context.waits).toEqual([500]);
  });
});

describe('access', () => {
  it('refused to a stranger (401) is explained with the token that is missing', async () => {
    const context = await setup(tinyClip({ token: 'hf_right' }));
    await expect(context.pull()).rejects.toMatchObject({
      code: 'download',
      details: { reason: 'access', status: 401, retryable: false },
      message: expect.stringMatching(/private or gated, or does not exist.*HF_TOKEN/),
    });
  });

  it('refused to a token (403) to a gated model names the page with its terms', async () => {
    const context = await setup(tinyClip({ token: 'hf_right', gated: true }));
    await expect(context.pull({ token: 'hf_wrong' })).rejects.toMatchObject({
      details: { reason: 'access', status: 403 },
      message: expect.stringMatching(/is gated: accept its terms at http.*\/jinaai\/jina-clip-v2/),
    });
  });

  it('is given to the right token', async () => {
    const context = await setup(tinyClip({ token: 'hf_right' }));
    expect(await context.differing(await context.pull({ token: 'hf_right' }))).toEqual([]);
  });

  it('of no kind ever shows the token', async () => {
    const context = await setup(tinyClip({ token: 'hf_right' }));
    const error = await context.pull({ token: 'hf_secret' }).catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: null })).not.toContain('hf_secret');
  });
});

describe('what does not exist', () => {
  it('is said of a model', async () => {
    const { pull } = await setup();
    await expect(pull({ model: 'jinaai/nothing', token: 'hf_any' })).rejects.toMatchObject({
      code: 'not-found',
      details: { what: 'model', name: 'jinaai/nothing' },
    });
  });

  it('is said of a revision', async () => {
    const { pull } = await setup();
    await expect(pull({ revision: 'v9' })).rejects.toMatchObject({
      code: 'not-found',
      details: { what: 'model', name: 'jinaai/jina-clip-v2@v9' },
      message: expect.stringContaining('has no revision "v9"'),
    });
  });

  it('is said of a variant, with those that there are', async () => {
    const { pull } = await setup();
    await expect(pull({ weights: 'bnb4' })).rejects.toMatchObject({
      code: 'not-found',
      details: { what: 'path', name: 'jinaai/jina-clip-v2/onnx/model_bnb4.onnx' },
      message: expect.stringContaining('there are: int8, q4, fp32'),
    });
  });

  it('is said of a model that was never exported', async () => {
    const all = Object.entries(tinyClip().files);
    const files = Object.fromEntries(all.filter(([path]) => path !== 'tokenizer.json'));
    const { pull } = await setup(tinyClip({ files }));
    await expect(pull()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('has no tokenizer.json'),
    });
  });

  it('is said of a file that the list has and the hub has not', async () => {
    const context = await setup();
    const headers = { 'x-error-code': 'EntryNotFound' };
    const fault = { kind: 'status', status: 404, headers } as const;
    context.hub.faults.push({ server: 'hub', path: weights, fault });
    await expect(context.pull()).rejects.toMatchObject({
      code: 'not-found',
      details: { what: 'path', name: `jinaai/jina-clip-v2/${weights}` },
    });
  });
});

it('recognises a login page in place of the hub', async () => {
  const context = await setup();
  const fault = { kind: 'body', text: '<html>Please log in</html>' } as const;
  context.hub.faults.push({ server: 'hub', path: context.model.commit, fault });
  await expect(context.pull()).rejects.toMatchObject({
    code: 'download',
    details: { reason: 'not-a-hub', retryable: false },
    message: expect.stringMatching(/did not answer like a Hugging Face hub/),
  });
});

it('refuses a hub that answers with another commit than it was asked for', async () => {
  const context = await setup();
  const text = JSON.stringify({ sha: 'c'.repeat(40), siblings: [] });
  const fault = { kind: 'body', text } as const;
  context.hub.faults.push({ server: 'hub', path: context.model.commit, fault });
  await expect(context.pull()).rejects.toMatchObject({
    code: 'download',
    details: { reason: 'content', retryable: false },
    message: expect.stringMatching(/at the commit a1b2c3.* and answered with ccc/),
  });
});

it('stops the other files at the first failure', async () => {
  const context = await setup();
  const never = new Promise(() => {});
  context.hub.faults.push(...onWeights({ kind: 'stall', after: 1000, until: never }), {
    server: 'cdn',
    path: 'tokenizer.json',
    fault: { kind: 'status', status: 400 },
  });
  await expect(context.pull()).rejects.toMatchObject({ details: { status: 400 } });
});

function onWeights(...faults: readonly Fault[]): Setup['hub']['faults'] {
  return faults.map((fault) => ({ server: 'cdn', path: weights, fault }));
}

/** What the CDN was asked for the weights. */
function cdnRequests(context: Setup): string[] {
  return context.asked().filter((line) => line.startsWith(`cdn GET ${weights}`));
}

async function leavePart({ cache, model }: Setup, content: Buffer): Promise<void> {
  const layout = modelLayout(cache, model.name);
  await mkdir(layout.blobs, { recursive: true });
  await writeFile(layout.part(model.files[weights]?.oid ?? ''), content);
}

async function partBytes({ cache, model }: Setup): Promise<number> {
  const part = modelLayout(cache, model.name).part(model.files[weights]?.oid ?? '');
  return (await readFile(part)).length;
}
