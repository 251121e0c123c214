import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { large, noise, small, tinyClip } from './__fixtures__/model.ts';
import { fillLikePython } from './__fixtures__/python-cache.ts';
import { type Setup, setup, temporaryDirectory } from './__fixtures__/setup.ts';
import { findModel } from './find.ts';
import { modelLayout } from './layout.ts';
import { listModels } from './list.ts';
import { removeModel } from './remove.ts';
import { verifyFiles } from './verify.ts';

const settings = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
] as const;
const fp32 = ['onnx/model.onnx', 'onnx/model.onnx_data'] as const;
const q4 = 'onnx/model_q4.onnx';

describe('a cache that older Python tools filled', () => {
  it('is used without a request for any file', async () => {
    const { pull, cache, model, asked, differing } = await setup();
    const snapshot = await fillLikePython(cache, model, [...settings, q4]);
    const pulled = await pull({ revision: 'main' });
    expect(pulled.directory).toBe(snapshot);
    expect(await differing(pulled)).toEqual([]);
    expect(asked()).toEqual(['hub GET api:revision/main']);
  });

  it('is used offline without any request', async () => {
    const { pull, cache, model, asked } = await setup();
    const snapshot = await fillLikePython(cache, model, [...settings, q4]);
    expect(await pull({ offline: true })).toMatchObject({ directory: snapshot });
    expect(asked()).toEqual([]);
  });

  it('has to be compared with the hub once, since nothing in it says that it is whole', async () => {
    const { pull, cache, model, asked } = await setup();
    await fillLikePython(cache, model, [
      'config.json',
      'preprocessor_config.json',
      'tokenizer.json',
      q4,
    ]);
    await pull();
    expect(asked().slice(1)).toEqual([
      'hub GET tokenizer_config.json',
      'hub GET cached:tokenizer_config.json',
    ]);
    await pull();
    expect(asked()).toEqual([]);
  });

  it('is used although it can not be written', async () => {
    const { pull, cache, model, differing } = await setup();
    await fillLikePython(cache, model, [...settings, q4]);
    const { root } = modelLayout(cache, model.name);
    // A user who may do everything, as root may, fails here too.
    await writeFile(join(root, 'trees'), '');
    await rm(join(root, 'refs'), { recursive: true });
    await writeFile(join(root, 'refs'), '');
    expect(await differing(await pull({ revision: 'main' }))).toEqual([]);
  });

  it('is filled up with what it lacks', async () => {
    const { pull, cache, model, asked } = await setup();
    await fillLikePython(cache, model, settings);
    await pull();
    expect(asked().slice(1)).toEqual([`hub GET ${q4}`, `cdn GET ${q4}`]);
  });

  it('whose content is there under no name gets only the name', async () => {
    const { pull, cache, model, asked, differing } = await setup();
    const snapshot = await fillLikePython(cache, model, [...settings, q4]);
    await rm(snapshot, { recursive: true });
    expect(await differing(await pull())).toEqual([]);
    expect(asked()).toHaveLength(1);
  });
});

describe('finding a model', () => {
  it('gives the directory of a whole variant, by branch or by commit', async () => {
    const { cache, model } = await setup();
    const snapshot = await fillLikePython(cache, model, [...settings, q4]);
    const choice = { model: model.name, weights: 'q4', cacheDirectory: cache } as const;
    expect(await findModel({ ...choice, revision: 'main' })).toBe(snapshot);
    expect(await findModel({ ...choice, revision: model.commit })).toBe(snapshot);
    expect(await findModel({ ...choice, revision: 'v2' })).toBeUndefined();
    expect(await findModel({ ...choice, revision: 'main', weights: 'int8' })).toBeUndefined();
  });

  it('looks for the pinned commit where no revision is named', async () => {
    const { cache } = await setup();
    const model = tinyClip({ commit: 'e10d47f5691d0454a0fb5d13f46f2199b74cb436' });
    const snapshot = await fillLikePython(cache, model, [...settings, 'onnx/model_int8.onnx']);
    expect(await findModel({ model: model.name, cacheDirectory: cache })).toBe(snapshot);
  });

  it('finds nothing in a cache that is not there', async () => {
    const cacheDirectory = join(await temporaryDirectory(), 'none');
    expect(await findModel({ model: 'jinaai/jina-clip-v2', cacheDirectory })).toBeUndefined();
  });

  it('does not take a graph without its external data, by what config.json says', async () => {
    const { cache, model } = await setup();
    const choice = {
      model: model.name,
      weights: 'fp32',
      revision: 'main',
      cacheDirectory: cache,
    } as const;
    await fillLikePython(cache, model, [...settings, fp32[0]]);
    expect(await findModel(choice)).toBeUndefined();
    const other = await temporaryDirectory();
    const snapshot = await fillLikePython(other, model, [...settings, ...fp32]);
    expect(await findModel({ ...choice, cacheDirectory: other })).toBe(snapshot);
  });

  it('does not take a link to content that is gone', async () => {
    const { cache, model } = await setup();
    await fillLikePython(cache, model, [...settings, q4]);
    await rm(modelLayout(cache, model.name).blob(model.files[q4]?.oid ?? ''));
    const choice = { model: model.name, weights: 'q4', revision: 'main', cacheDirectory: cache };
    expect(await findModel({ ...choice, weights: 'q4' })).toBeUndefined();
  });
});

describe('the list of models', () => {
  it('tells each variant and whether it is whole', async () => {
    const { pull, cache, model } = await setup();
    const { directory } = await pull({ revision: 'main' });
    expect(await listModels(cache)).toEqual([
      {
        model: model.name,
        revision: model.commit,
        refs: ['main'],
        directory,
        bytes: 50_092 + 250_000,
        weights: [{ name: 'q4', bytes: 250_000, complete: true }],
      },
    ]);
  });

  it('tells what an interrupted pull has left', async () => {
    const context = await setup();
    await interruptedPull(context);
    expect(await listModels(context.cache)).toMatchObject([
      { weights: [{ name: 'q4', bytes: 100_000, complete: false }], bytes: 150_092 },
    ]);
  });

  it('counts external data to its variant', async () => {
    const { cache, model } = await setup();
    await fillLikePython(cache, model, [...settings, ...fp32]);
    expect(await listModels(cache)).toMatchObject([
      { weights: [{ name: 'fp32', bytes: 320_000, complete: true }] },
    ]);
  });

  it('leaves out models without weights in ONNX, other folders and a cache that is not there', async () => {
    const { cache, model } = await setup();
    await fillLikePython(cache, { ...model, name: 'someone/bert' }, [
      'config.json',
      'model.safetensors',
    ]);
    await mkdir(join(cache, 'datasets--a--b', 'snapshots'), { recursive: true });
    expect(await listModels(cache)).toEqual([]);
    expect(await listModels(join(cache, 'none'))).toEqual([]);
  });
});

describe('verifying', () => {
  it('says ok of every file of a pull, and wrong of one that was changed', async () => {
    const { pull, cache, model } = await setup();
    const { directory } = await pull();
    const states = async (): Promise<unknown> =>
      Object.fromEntries((await verifyFiles(directory)).map(({ path, state }) => [path, state]));
    expect(await states()).toEqual({
      'config.json': 'ok',
      'preprocessor_config.json': 'ok',
      'tokenizer.json': 'ok',
      'tokenizer_config.json': 'ok',
      [q4]: 'ok',
    });
    const layout = modelLayout(cache, model.name);
    await writeFile(layout.blob(model.files[q4]?.oid ?? ''), noise(250_000, 99));
    await rm(layout.blob(model.files['config.json']?.oid ?? ''));
    expect(await states()).toMatchObject({ 'config.json': 'missing', [q4]: 'wrong' });
  });

  it('knows checksums from the names of links where no list is at hand', async () => {
    const { cache, model } = await setup();
    const snapshot = await fillLikePython(cache, model, ['config.json', q4]);
    expect((await verifyFiles(snapshot)).map(({ state }) => state)).toEqual(['ok', 'ok']);
  });

  it('says wrong of a file that is not the one published, whatever its link says', async () => {
    const { cache } = await setup();
    const model = tinyClip({ commit: 'e10d47f5691d0454a0fb5d13f46f2199b74cb436' });
    const snapshot = await fillLikePython(cache, model, ['tokenizer.json', q4]);
    expect(await verifyFiles(snapshot)).toMatchObject([
      { path: q4, state: 'ok' },
      { path: 'tokenizer.json', state: 'wrong' },
    ]);
  });

  it('says unknown of files that nothing is known of', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'config.json'), '{}');
    expect(await verifyFiles(directory)).toEqual([
      { path: 'config.json', bytes: 2, state: 'unknown' },
    ]);
  });

  it('says that a directory is not there', async () => {
    const directory = join(await temporaryDirectory(), 'none');
    await expect(verifyFiles(directory)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stops at an abort', async () => {
    const { pull } = await setup();
    const { directory } = await pull();
    const verifying = verifyFiles(directory, { signal: AbortSignal.abort() });
    await expect(verifying).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('removing', () => {
  it('leaves nothing of a model and its locks, parts included', async () => {
    const context = await setup();
    await interruptedPull(context);
    const { freedBytes } = await removeModel({
      model: context.model.name,
      cacheDirectory: context.cache,
    });
    expect(freedBytes).toBeGreaterThanOrEqual(150_092);
    expect(await readdir(context.cache, { recursive: true })).toEqual(['.locks']);
  });

  it('of one commit keeps what another uses', async () => {
    const first = await setup();
    await first.pull({ revision: 'main' });
    const files = { ...tinyClip().files, [q4]: large(noise(1000, 50)), 'config.json': small('{}') };
    const second = await setup(tinyClip({ commit: 'b'.repeat(40), refs: ['next'], files }));
    const kept = await second.pull({ cacheDirectory: first.cache, revision: 'next' });
    const removed = await removeModel({
      model: first.model.name,
      revision: 'main',
      cacheDirectory: first.cache,
    });
    expect(removed.freedBytes).toBeGreaterThanOrEqual(250_076);
    expect(await second.differing(kept)).toEqual([]);
    expect((await verifyFiles(kept.directory)).map(({ state }) => state)).toEqual(
      kept.files.map(() => 'ok'),
    );
    expect((await listModels(first.cache)).map(({ refs }) => refs)).toEqual([['next']]);
    const { root, blobs } = modelLayout(first.cache, first.model.name);
    expect(await readdir(blobs)).toHaveLength(kept.files.length);
    expect(await readdir(join(root, 'refs'))).toEqual(['next']);
  });

  it('of the last commit leaves nothing', async () => {
    const { pull, cache, model } = await setup();
    await pull({ revision: 'main' });
    await removeModel({ model: model.name, revision: model.commit, cacheDirectory: cache });
    expect(await readdir(cache)).toEqual(['.locks']);
  });

  it('of what is not there frees nothing and keeps the rest', async () => {
    const { pull, cache, model } = await setup();
    const { directory } = await pull();
    const options = { model: model.name, cacheDirectory: cache };
    expect(await removeModel({ ...options, revision: 'v9' })).toEqual({ freedBytes: 0 });
    expect(await removeModel({ ...options, model: 'a/b' })).toEqual({ freedBytes: 0 });
    expect(await readFile(join(directory, 'preprocessor_config.json'), 'utf8')).toBe(
      '{"size":512}\n',
    );
  });
});

/** Cuts a pull of q4 off after 100,000 bytes. */
async function interruptedPull({ hub, pull }: Setup): Promise<void> {
  hub.faults.push(
    { server: 'cdn', path: q4, fault: { kind: 'cut', after: 100_000 } },
    { server: 'cdn', path: q4, fault: { kind: 'status', status: 400 } },
  );
  await expect(pull()).rejects.toMatchObject({ code: 'download' });
}
