import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HubServer, startHub } from '../hub/__fixtures__/hub-server.ts';
import { type FixtureModel, large, small, tinyClip } from '../hub/__fixtures__/model.ts';
import { fillLikePython } from '../hub/__fixtures__/python-cache.ts';
import { temporaryDirectory } from '../hub/__fixtures__/setup.ts';
import { modelLayout } from '../hub/layout.ts';
import { goldenPath } from './__fixtures__/golden.ts';
import { onnx } from './onnx.ts';
import type { OnnxOptions } from './options.ts';

const settings = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
];
const int8 = 'onnx/model_int8.onnx';

/** The tiny model of the golden files, as a hub has it. */
async function hubModel(license = 'cc-by-nc-4.0'): Promise<FixtureModel> {
  const files: Record<string, FixtureModel['files'][string]> = {};
  for (const path of settings)
    files[path] = small(await readFile(goldenPath(`tiny/${path}`), 'utf8'));
  for (const path of [int8, 'onnx/model_q4.onnx'])
    files[path] = large(await readFile(goldenPath(`tiny/${path}`)));
  return tinyClip({ name: 'someone/clip', license, files });
}

interface Place {
  readonly hub: HubServer;
  readonly model: FixtureModel;
  readonly cache: string;
  open(options?: Partial<OnnxOptions>): ReturnType<typeof onnx>;
}

async function place(license?: string): Promise<Place> {
  const model = await hubModel(license);
  const hub = await startHub(model);
  const cache = await temporaryDirectory();
  onTestFinished(() => hub.close());
  const options = { model: model.name, hub: { endpoint: hub.endpoint, cacheDirectory: cache } };
  return {
    hub,
    model,
    cache,
    open: async (changes) => {
      const embedder = await onnx({ ...options, ...changes });
      onTestFinished(() => embedder.close());
      return embedder;
    },
  };
}

const accepted = { pull: true, acceptLicence: 'CC-BY-NC-4.0' };

describe('a model that is not in the cache', () => {
  it('is refused with its size, its licence and the command, and without a request', async () => {
    const { open, hub, cache } = await place();
    await expect(open({ model: 'jinaai/jina-clip-v2' })).rejects.toMatchObject({
      code: 'not-found',
      message: `jinaai/jina-clip-v2 is not in ${cache}; it takes 891.4 MB with int8 weights, and its licence is CC-BY-NC-4.0, which allows no commercial use; fetch it with: nestvec model pull jinaai/jina-clip-v2, or give pull: true and acceptLicence: 'CC-BY-NC-4.0'`,
    });
    expect(hub.requests).toEqual([]);
  });

  it('is refused with the weights and the revision that were asked for', async () => {
    const { open, cache } = await place();
    const asked = { model: 'jinaai/jina-clip-v2', weights: 'q4', revision: 'refs/pr/3' } as const;
    await expect(open(asked)).rejects.toThrow(
      `jinaai/jina-clip-v2 with q4 weights at refs/pr/3 is not in ${cache}; the hub says how large its q4 weights are, and its licence is CC-BY-NC-4.0, which allows no commercial use; fetch it with: nestvec model pull jinaai/jina-clip-v2 --weights q4 --revision refs/pr/3, or`,
    );
  });

  it.each([
    [
      'jinaai/jina-clip-v1',
      'its quantized weights take less than the 890.0 MB of fp32, and its licence is Apache-2.0; fetch it with: nestvec model pull jinaai/jina-clip-v1, or give pull: true',
    ],
    [
      'jinaai/jina-embeddings-v3',
      "it takes about 2.3 GB with fp32 weights, and its licence is CC-BY-NC-4.0, which allows no commercial use; fetch it with: nestvec model pull jinaai/jina-embeddings-v3, or give pull: true and acceptLicence: 'CC-BY-NC-4.0'",
    ],
  ])('is refused with what is known of the size of %s', async (model, problem) => {
    const { open, cache } = await place();
    await expect(open({ model })).rejects.toThrow(`${model} is not in ${cache}; ${problem}`);
  });

  it('is refused by its right name where it was written in another way', async () => {
    const { open, hub } = await place();
    await expect(open({ model: 'JinaAI/Jina-CLIP-v2', pull: true })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'model: JinaAI/Jina-CLIP-v2 is written jinaai/jina-clip-v2',
    });
    await expect(open({ model: 'jina-clip-v1' })).rejects.toThrow(
      '; did you mean jinaai/jina-clip-v1? Otherwise, the hub says how large it is',
    );
    expect(hub.requests).toEqual([]);
    await expect(open({ model: 'jinaai/jina-clip-v9', pull: true })).rejects.toThrow(
      'did you mean jinaai/jina-clip-v2? Otherwise, ',
    );
  });

  it('is refused without a size where nestvec does not know it', async () => {
    const { open } = await place();
    await expect(open()).rejects.toThrow(
      /; the hub says how large it is and which licence it has; fetch it with: nestvec model pull someone\/clip, or give pull: true$/,
    );
  });

  it('is fetched with progress where pull and its licence are given, and embeds', async () => {
    const { open, model } = await place();
    const steps: string[] = [];
    const embedder = await open({
      ...accepted,
      onProgress: ({ file, step }) => steps.push(`${step} ${file}`),
    });
    expect(steps).toContain(`ready ${int8}`);
    expect(embedder.identity).toMatchObject({ weights: 'int8', revision: model.commit });
    const { embeddings } = await embedder.embed([{ text: 'dog' }], { task: 'query' });
    expect(embeddings).toMatchObject([{ ok: true }]);
  });

  it.each([undefined, 'MIT'])(
    'is not fetched with acceptLicence %s where its licence forbids commercial use',
    async (acceptLicence) => {
      const { open, hub } = await place();
      await expect(open({ pull: true, acceptLicence })).rejects.toMatchObject({
        code: 'invalid-input',
        details: { field: 'acceptLicence' },
        message: expect.stringContaining("give acceptLicence: 'CC-BY-NC-4.0'"),
      });
      expect(hub.requests.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
    },
  );

  it('is refused without a request where its licence is known beforehand', async () => {
    const { open, hub } = await place();
    await expect(open({ model: 'jinaai/jina-clip-v2', pull: true })).rejects.toThrow(
      /^acceptLicence: /,
    );
    expect(hub.requests).toEqual([]);
  });

  it('is refused again where the licence was shown by an earlier pull', async () => {
    const { open, cache, model } = await place();
    await open(accepted);
    await rm(modelLayout(cache, model.name).snapshots, { recursive: true });
    await expect(open({ pull: true })).rejects.toThrow(/^acceptLicence: /);
  });

  it('needs no accepted licence where its own allows commercial use', async () => {
    const { open } = await place('apache-2.0');
    expect((await open({ pull: true, weights: 'q4' })).identity.weights).toBe('q4');
  });
});

describe('a model that nestvec knows and does not run here', () => {
  it('is refused before anything is fetched', async () => {
    const { open, hub } = await place();
    const asked = { model: 'jinaai/jina-embeddings-v4', pull: true };
    await expect(open(asked)).rejects.toMatchObject({
      code: 'unsupported',
      message:
        'onnx does not run jinaai/jina-embeddings-v4, so nothing was fetched; use jinaai/jina-clip-v2, jinaai/jina-clip-v1, jinaai/jina-embeddings-v3, or jinaai/jina-embeddings-v4 by jina()',
    });
    expect(hub.requests).toEqual([]);
  });
});

describe('a model in the cache', () => {
  it('is opened without a request by the weights that are there, whichever program fetched it', async () => {
    const { open, hub, cache, model } = await place();
    await fillLikePython(cache, model, [...settings, 'onnx/model_q4.onnx']);
    expect((await open()).identity).toMatchObject({ weights: 'q4', revision: model.commit });
    expect(hub.requests).toEqual([]);
  });

  it('is what its directory is', async () => {
    const { open, cache, model } = await place();
    const directory = await fillLikePython(cache, model, [...settings, int8]);
    const byDirectory = await onnx({ directory });
    onTestFinished(() => byDirectory.close());
    expect((await open()).identity).toEqual(byDirectory.identity);
  });

  it('is refused with the name of a file that is not the published one', async () => {
    const { open, cache, model } = await place();
    const directory = await fillLikePython(cache, model, [...settings, int8]);
    const content = await readFile(join(directory, int8));
    content.writeUInt8(content.readUInt8(1000) ^ 1, 1000);
    await writeFile(modelLayout(cache, model.name).blob(model.files[int8]?.oid ?? ''), content);
    await expect(open()).rejects.toMatchObject({
      code: 'model',
      message: expect.stringContaining(
        `${int8} is not the file that was published: its checksum differs`,
      ),
    });
  });

  it('is verified once, and again after a file was changed', async () => {
    const { open, cache, model } = await place();
    await fillLikePython(cache, model, [...settings, int8]);
    // Of this file only the checksum matters here, so that what passes was not verified.
    const path = 'tokenizer_config.json';
    const oid = model.files[path]?.oid ?? '';
    const blob = modelLayout(cache, model.name).blob(oid);
    await utimes(blob, 1000, 1000);
    await open();
    const content = await readFile(blob, 'utf8');
    await writeFile(blob, content.replace('\n', ' '));
    await utimes(blob, 1000, 1000);
    await open();
    await utimes(blob, 2000, 2000);
    await expect(open()).rejects.toThrow(`${path} is not the file that was published`);
  });
});

describe('the options', () => {
  it.each<[OnnxOptions, string]>([
    [{}, "onnx.model: is missing; give a model's name or its directory"],
    [{ model: 'a/b', directory: 'c' }, 'onnx.directory: and model were given; give one of them'],
    [{ model: './clip' }, 'onnx.model: "./clip" is a path; give it as directory'],
    [{ model: 'mini-clip' }, 'onnx.model: mini-clip comes with the package @nestvec/mini-clip'],
    [{ model: 'a b' }, 'model: "a b" is not a model\'s name'],
    [{ directory: 'c', pull: true }, 'onnx.pull: is for a model given by its name'],
  ])('refuse %o', async (options, problem) => {
    await expect(onnx(options)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(problem),
    });
  });
});
