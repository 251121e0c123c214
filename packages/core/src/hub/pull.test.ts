import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setup } from './__fixtures__/setup.ts';
import { large, noise, small, tinyClip } from './__fixtures__/model.ts';
import type { ModelLicense } from './license.ts';
import type { PullProgress } from './progress.ts';
import { pullModel } from './pull.ts';

describe('a first pull', () => {
  it('tells the licence of the model table, whatever a mirror lists', async () => {
    const { pull } = await setup(tinyClip({ license: 'mit' }));
    const told: string[] = [];
    const onLicense = ({ license }: ModelLicense): void => void told.push(license);
    await pull({ onLicense }, { published: () => undefined });
    expect(told).toEqual(['CC-BY-NC-4.0']);
  });

  it('fetches settings, tokenizer and the one variant, byte for byte', async () => {
    const { pull, differing, model, cache } = await setup();
    const pulled = await pull();
    expect(pulled).toEqual({
      directory: join(cache, 'models--jinaai--jina-clip-v2', 'snapshots', model.commit),
      revision: model.commit,
      files: [
        { path: 'config.json', bytes: 76 },
        { path: 'preprocessor_config.json', bytes: 13 },
        { path: 'tokenizer.json', bytes: 50_000 },
        { path: 'tokenizer_config.json', bytes: 3 },
        { path: 'onnx/model_q4.onnx', bytes: 250_000 },
      ],
    });
    expect(await differing(pulled)).toEqual([]);
  });

  it('lists once and asks for each file once', async () => {
    const { pull, asked, model } = await setup();
    await pull({ concurrency: 1 });
    expect(asked()).toEqual([
      `hub GET api:revision/${model.commit}`,
      'hub GET tokenizer_config.json',
      'hub GET cached:tokenizer_config.json',
      'hub GET preprocessor_config.json',
      'hub GET cached:preprocessor_config.json',
      'hub GET config.json',
      'hub GET cached:config.json',
      'hub GET tokenizer.json',
      'cdn GET tokenizer.json',
      'hub GET onnx/model_q4.onnx',
      'cdn GET onnx/model_q4.onnx',
    ]);
  });

  it('fetches the external data of fp32 beside its graph', async () => {
    const { pull, differing } = await setup();
    const pulled = await pull({ weights: 'fp32' });
    expect(pulled.files.map(({ path }) => path)).toContain('onnx/model.onnx_data');
    expect(await differing(pulled)).toEqual([]);
  });

  it('fetches every piece of external data in several files', async () => {
    const files = {
      ...tinyClip().files,
      'onnx/model.onnx_data_1': large(noise(2000, 7)),
      'onnx/model.onnx_data_10': large(noise(2000, 8)),
      'onnx/model.onnx_database': large(noise(2000, 9)),
    };
    const { pull } = await setup(tinyClip({ files }));
    const weights = (await pull({ weights: 'fp32' })).files.filter(({ path }) =>
      path.startsWith('onnx/'),
    );
    expect(weights.map(({ path }) => path)).toEqual([
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'onnx/model.onnx_data_1',
      'onnx/model.onnx_data_10',
    ]);
  });

  it('takes int8 where no variant is named', async () => {
    const { pull } = await setup();
    const { files } = await pull({ weights: undefined });
    expect(files.map(({ path }) => path)).toContain('onnx/model_int8.onnx');
  });

  it('takes the pinned commit where no revision is named, and main for a model without', async () => {
    const pinned = await setup();
    await pinned.pull();
    expect(pinned.asked()[0]).toBe(`hub GET api:revision/${pinned.model.commit}`);
    const other = await setup(tinyClip({ name: 'someone/clip' }));
    await other.pull({}, { published: () => undefined });
    expect(other.asked()[0]).toBe('hub GET api:revision/main');
  });

  it('asks the hub for jina-clip-v2 at the commit of the reference', async () => {
    const { hub, cache, asked } = await setup();
    const pulling = pullModel({
      model: 'jinaai/jina-clip-v2',
      endpoint: hub.endpoint,
      cacheDirectory: cache,
    });
    await expect(pulling).rejects.toMatchObject({ code: 'not-found' });
    expect(asked()).toEqual(['hub GET api:revision/e10d47f5691d0454a0fb5d13f46f2199b74cb436']);
  });

  it('refuses a mirror that lists other content than was published at the pinned commit', async () => {
    const { pull, model, asked } = await setup();
    const files = { 'onnx/model_q4.onnx': { sha256: '21b8b77a' } };
    const published = {
      revision: model.commit,
      license: 'CC-BY-NC-4.0',
      weights: ['int8'],
      files,
    } as const;
    const pulling = pull({}, { published: () => published });
    await expect(pulling).rejects.toMatchObject({
      code: 'download',
      details: { reason: 'content', retryable: false },
      message: expect.stringMatching(
        /lists onnx\/model_q4\.onnx .* not the file published at a1b2c3/,
      ),
    });
    expect(asked()).toHaveLength(1);
  });

  it('lays files out as huggingface_hub does', async () => {
    const { pull, model, cache } = await setup();
    const { directory } = await pull({ revision: 'refs/pr/3' });
    const root = join(cache, 'models--jinaai--jina-clip-v2');
    const weights = join(directory, 'onnx', 'model_q4.onnx');
    const oid = model.files['onnx/model_q4.onnx']?.oid;
    expect(await readlink(weights)).toBe(join('..', '..', '..', 'blobs', oid ?? ''));
    expect(await readlink(join(directory, 'config.json'))).toBe(
      join('..', '..', 'blobs', model.files['config.json']?.oid ?? ''),
    );
    expect(await readFile(join(root, 'refs', 'refs', 'pr', '3'), 'utf8')).toBe(model.commit);
    expect((await readdir(join(root, 'blobs'))).sort()).toEqual(
      [
        'config.json',
        'preprocessor_config.json',
        'tokenizer.json',
        'tokenizer_config.json',
        'onnx/model_q4.onnx',
      ]
        .map((path) => model.files[path]?.oid ?? '')
        .sort(),
    );
    expect(
      JSON.parse(await readFile(join(root, 'trees', `${model.commit}.json`), 'utf8')),
    ).toMatchObject({
      format_version: 1,
      files: {
        'onnx/model_q4.onnx': { size: 250_000, lfs_sha256: oid, lfs_size: 250_000 },
        'README.md': { size: 7, blob_id: model.files['README.md']?.oid },
      },
    });
  });

  it('leaves no lock, part or temporary file behind', async () => {
    const { pull, cache } = await setup();
    await pull();
    const names = await readdir(cache, { recursive: true });
    expect(names.filter((name) => /incomplete|\.lock$|\.tmp|etag/.test(name))).toEqual([]);
  });
});

describe('a second pull', () => {
  it('sends no request for a commit that is whole', async () => {
    const { pull, asked } = await setup();
    const first = await pull();
    asked();
    expect(await pull()).toEqual(first);
    expect(asked()).toEqual([]);
  });

  it('asks only where a branch stands if its commit is whole', async () => {
    const { pull, asked } = await setup();
    await pull({ revision: 'main' });
    asked();
    await pull({ revision: 'main' });
    expect(asked()).toEqual(['hub GET api:revision/main']);
  });

  it('fetches only the weights of another variant', async () => {
    const { pull, asked, differing } = await setup();
    await pull();
    asked();
    const pulled = await pull({ weights: 'int8' });
    expect(asked().slice(1)).toEqual([
      'hub GET onnx/model_int8.onnx',
      'cdn GET onnx/model_int8.onnx',
    ]);
    expect(await differing(pulled)).toEqual([]);
  });

  it('takes content that two commits share from the cache', async () => {
    const { pull, cache } = await setup();
    await pull();
    const files = { ...tinyClip().files, 'config.json': small('{"changed":1}\n') };
    const next = await setup(tinyClip({ commit: 'b'.repeat(40), files }));
    const pulled = await next.pull({ cacheDirectory: cache, revision: 'main' });
    expect(next.asked()).toEqual([
      'hub GET api:revision/main',
      'hub GET config.json',
      'hub GET cached:config.json',
    ]);
    expect(await next.differing(pulled)).toEqual([]);
  });

  it('works offline', async () => {
    const { pull, asked } = await setup();
    const first = await pull({ revision: 'main' });
    asked();
    expect(await pull({ revision: 'main', offline: true })).toEqual(first);
    expect(asked()).toEqual([]);
  });
});

it('says offline what is missing and where it looked', async () => {
  const { pull, cache, asked } = await setup();
  await expect(pull({ offline: true, revision: 'main' })).rejects.toMatchObject({
    code: 'not-found',
    details: { what: 'model', name: 'jinaai/jina-clip-v2@main' },
    message: expect.stringContaining(cache),
  });
  expect(asked()).toEqual([]);
});

it('asks a mirror that lists names only for sizes and checksums', async () => {
  const { pull, hub, asked, differing } = await setup();
  hub.lists.without = 'checksums';
  const pulled = await pull({ concurrency: 1 });
  expect(await differing(pulled)).toEqual([]);
  expect(asked().filter((line) => line.includes('HEAD'))).toEqual([
    'hub HEAD config.json',
    'hub HEAD cached:config.json',
    'hub HEAD preprocessor_config.json',
    'hub HEAD cached:preprocessor_config.json',
    'hub HEAD tokenizer.json',
    'hub HEAD tokenizer_config.json',
    'hub HEAD cached:tokenizer_config.json',
    'hub HEAD onnx/model_q4.onnx',
  ]);
});

describe('the licence', () => {
  it('is shown once for a model in a cache, before the first file is fetched', async () => {
    const { pull, asked, hub } = await setup();
    const told: ModelLicense[] = [];
    const before: string[] = [];
    const onLicense = (license: ModelLicense): void => {
      told.push(license);
      before.push(...asked());
    };
    await pull({ onLicense });
    await pull({ onLicense, weights: 'int8' });
    expect(told).toEqual([
      {
        model: 'jinaai/jina-clip-v2',
        license: 'CC-BY-NC-4.0',
        nonCommercial: true,
        url: `${hub.endpoint}/jinaai/jina-clip-v2`,
      },
    ]);
    expect(before).toEqual([expect.stringMatching(/^hub GET api:revision/)]);
  });

  it('is shown by a later pull if the first had no callback', async () => {
    const { pull } = await setup();
    const told: string[] = [];
    await pull();
    await pull({ onLicense: ({ license }) => void told.push(license) });
    expect(told).toEqual(['CC-BY-NC-4.0']);
  });

  it('can be declined, and then nothing is fetched or remembered', async () => {
    const { pull, asked } = await setup();
    const declined = new Error('no, thank you');
    const decline = { onLicense: () => Promise.reject(declined) };
    await expect(pull(decline)).rejects.toBe(declined);
    await expect(pull(decline)).rejects.toBe(declined);
    expect(asked()).toHaveLength(2);
  });

  it('of any other model is the one on its card', async () => {
    const { pull } = await setup(tinyClip({ name: 'someone/clip', license: 'apache-2.0' }));
    const told: ModelLicense[] = [];
    await pull({ onLicense: (license) => void told.push(license) }, { published: () => undefined });
    expect(told).toMatchObject([{ license: 'apache-2.0', nonCommercial: false }]);
  });
});

describe('progress', () => {
  it('never goes back and ends with every byte, a cut and a restart included', async () => {
    const { pull, hub } = await setup();
    hub.faults.push(
      { server: 'cdn', path: 'model_q4.onnx', fault: { kind: 'cut', after: 100_000 } },
      { server: 'cdn', path: 'model_q4.onnx', fault: { kind: 'etag', etag: '"other"' } },
    );
    const seen: PullProgress[] = [];
    await pull({ onProgress: (progress) => void seen.push(progress) });
    const total = 76 + 13 + 50_000 + 3 + 250_000;
    const bytes = seen.map((progress) => progress.bytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes.at(-1)).toBe(total);
    expect(new Set(seen.map(({ totalBytes }) => totalBytes))).toEqual(new Set([total]));
    const steps = seen.filter(({ file }) => file === 'onnx/model_q4.onnx').map(({ step }) => step);
    expect(steps.filter((step, index) => step !== steps[index - 1])).toEqual([
      'downloading',
      'verifying',
      'ready',
    ]);
  });

  it('counts what is in the cache already', async () => {
    const { pull } = await setup();
    await pull();
    const seen: PullProgress[] = [];
    await pull({ weights: 'int8', onProgress: (progress) => void seen.push(progress) });
    expect(seen[3]).toMatchObject({ step: 'ready', bytes: 50_092, totalBytes: 450_092 });
  });
});
