import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Content } from '../embedder/content.ts';
import type { Embedder, EmbedResult } from '../embedder/embedder.ts';
import { isNestvecError } from '../errors.ts';
import { cosine, dot } from '../vector.ts';
import { goldenPath, modelDirectories } from './__fixtures__/golden.ts';
import { modelDirectory } from './__fixtures__/model-directory.ts';
import { onnx } from './onnx.ts';
import type { OnnxOptions } from './options.ts';
import { weightsOrder } from './weights.ts';

const opened: Embedder[] = [];
afterAll(async () => await Promise.all(opened.map(async (embedder) => await embedder.close())));

async function open(options: Partial<OnnxOptions> = {}): Promise<Embedder> {
  const embedder = await onnx({ directory: modelDirectories.tiny, weights: 'fp32', ...options });
  opened.push(embedder);
  return embedder;
}

/** Vectors of a result in which everything succeeded. */
function vectorsOf(result: EmbedResult): Float32Array[] {
  return result.embeddings.map((embedding) => {
    if (!embedding.ok) throw embedding.error;
    return embedding.vector;
  });
}

const dog = goldenPath('pictures/landscape.png');
const cat = goldenPath('pictures/portrait.png');

describe('the identity', () => {
  it('is read from the configs of mini-clip', async () => {
    const { identity } = await open({
      directory: modelDirectories['mini-clip'],
      weights: undefined,
    });
    expect(identity).toEqual({
      model: 'nestvec/mini-clip',
      revision: expect.any(String),
      weights: 'fp16',
      preprocessing: 'onnx-1',
      maxTokens: 512,
      imagePolicy: 'crop',
      taskHandling: 'prefix',
      dimensions: 256,
    });
  });

  it('takes the revision given, and tells unknown where nothing does', async () => {
    expect((await open({ revision: 'abc' })).identity.revision).toBe('abc');
    expect((await open()).identity.revision).toBe('unknown');
  });

  it('says jinaai/jina-clip-v2 for its config, with and without a name in it', async () => {
    for (const _name_or_path of [
      undefined,
      'jinaai/jina-clip-implementation',
      '/home/somebody/checkpoint',
    ]) {
      const directory = await modelDirectory({ config: { projection_dim: 1024, _name_or_path } });
      expect((await open({ directory, weights: undefined })).identity.model).toBe(
        'jinaai/jina-clip-v2',
      );
    }
  });

  it('keeps the name of a model that somebody else made of the same shape', async () => {
    const directory = await modelDirectory({
      config: { projection_dim: 1024, _name_or_path: 'somebody/their-clip' },
    });
    expect((await open({ directory, weights: undefined })).identity.model).toBe(
      'somebody/their-clip',
    );
  });
});

describe('the weights', () => {
  it.each(weightsOrder)('%s are opened by their file name', async (weights) => {
    const embedder = await open({ weights });
    expect(embedder.identity.weights).toBe(weights);
    const [text, image] = vectorsOf(
      await embedder.embed([{ text: 'two dogs' }, { image: dog }], { task: 'document' }),
    );
    const [exactText, exactImage] = vectorsOf(
      await (await open()).embed([{ text: 'two dogs' }, { image: dog }], { task: 'document' }),
    );
    expect(text && exactText && cosine(text, exactText)).toBeGreaterThan(0.97);
    expect(image && exactImage && cosine(image, exactImage)).toBeGreaterThan(0.97);
  });

  it('are int8 where there is a choice', async () => {
    expect((await open({ weights: undefined })).identity.weights).toBe('int8');
  });

  it('are the only ones there where nothing is asked for', async () => {
    const directory = await modelDirectory({
      onnx: { 'model_q4f16.onnx': 'tiny/onnx/model_q4f16.onnx' },
    });
    expect((await open({ directory, weights: undefined })).identity.weights).toBe('q4f16');
  });

  it('that are not there are refused with a list of those that are', async () => {
    const directory = await modelDirectory();
    await expect(open({ directory, weights: 'fp16' })).rejects.toMatchObject({
      code: 'model',
      message: expect.stringMatching(/no onnx\/model_fp16\.onnx; the weights there are: int8/),
    });
  });

  it('without their external data fail with the name of the missing file', async () => {
    const directory = await modelDirectory({ onnx: { 'model.onnx': 'tiny/onnx/model.onnx' } });
    const embedder = await open({ directory });
    await expect(embedder.embed([{ text: 'dog' }], { task: 'query' })).rejects.toMatchObject({
      code: 'model',
      message: expect.stringContaining('model.onnx_data'),
    });
  });

  it('that onnxruntime can’t open fail with its reason and the next variant to try, and are tried again by the next call', async () => {
    const directory = await modelDirectory({
      onnx: { 'model_fp16.onnx': 'tiny/config.json', 'model_q4.onnx': 'tiny/onnx/model_q4.onnx' },
    });
    const embedder = await open({ directory, weights: 'fp16' });
    const attempt = async () => await embedder.embed([{ text: 'dog' }], { task: 'query' });
    await expect(attempt()).rejects.toMatchObject({
      code: 'model',
      message: expect.stringMatching(/model_fp16\.onnx.*try the weights q4, which is there too/),
      cause: expect.any(Error),
    });
    await copyFile(
      goldenPath('tiny/onnx/model_fp16.onnx'),
      join(directory, 'onnx/model_fp16.onnx'),
    );
    expect((await attempt()).embeddings[0]?.ok).toBe(true);
  });
});

it('a provider that onnxruntime does not know is refused with those that it does', async () => {
  const embedder = await open({ executionProviders: ['nonsense', 'cpu'] });
  await expect(embedder.embed([{ text: 'dog' }], { task: 'query' })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/execution provider nonsense; use one of cpu/),
  });
});

describe('texts', () => {
  it('become unit vectors in the order of the input, whatever their length', async () => {
    const embedder = await open({ batchTokens: 16 });
    const texts = [
      'dog',
      'a beautiful sunset over the beach with two dogs',
      'x',
      'red shoe',
      'violin and a bicycle',
    ];
    const together = vectorsOf(
      await embedder.embed(
        texts.map((text) => ({ text })),
        { task: 'document' },
      ),
    );
    for (const [index, text] of texts.entries()) {
      const [alone] = vectorsOf(await embedder.embed([{ text }], { task: 'document' }));
      const vector = together[index] ?? new Float32Array();
      expect(Math.sqrt(dot(vector, vector))).toBeCloseTo(1, 6);
      expect(cosine(vector, alone ?? new Float32Array())).toBeGreaterThan(0.999999);
    }
  });

  it('as queries get the instruction of the config, as documents none', async () => {
    const embedder = await open();
    const prefix = 'Represent the query for retrieving evidence documents: ';
    const [query] = vectorsOf(await embedder.embed([{ text: 'red shoe' }], { task: 'query' }));
    const [written] = vectorsOf(
      await embedder.embed([{ text: `${prefix}red shoe` }], { task: 'document' }),
    );
    const [document] = vectorsOf(
      await embedder.embed([{ text: 'red shoe' }], { task: 'document' }),
    );
    expect(query).toEqual(written);
    expect(query).not.toEqual(document);
  });

  it('are the same with soft hyphens and without, as documents and as queries', async () => {
    const embedder = await open();
    const contents = [{ text: 'ba\u00adna\u00adna' }, { text: 'banana' }];
    for (const task of ['document', 'query'] as const) {
      const [soft, plain] = vectorsOf(await embedder.embed(contents, { task }));
      expect(soft).toEqual(plain);
    }
    const [soft, plain] = await embedder.measure(contents);
    expect(soft?.tokens).toBe(plain?.tokens);
  });

  it('that are too long lose their end and say so', async () => {
    const embedder = await open({ maxTokens: 8 });
    const { embeddings, usage } = await embedder.embed(
      [{ text: 'dog' }, { text: 'dog '.repeat(1000) }, { text: 'dog dog dog dog dog dog' }],
      { task: 'document' },
    );
    expect(embeddings).toMatchObject([
      { tokens: 3, truncated: false },
      { tokens: 8, truncated: true },
      { tokens: 8, truncated: false },
    ]);
    expect(usage).toEqual({ tokens: 19, requests: 0 });
    const [, cut, exact] = vectorsOf({ embeddings, usage });
    expect(cut).toEqual(exact);
  });

  it('of which the instruction leaves nothing are refused, since all would get one vector', async () => {
    const embedder = await open({ maxTokens: 5 });
    await expect(embedder.embed([{ text: 'dog' }], { task: 'query' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^onnx\.maxTokens: is 5, which the instruction .* with \d+,/),
    });
    const { embeddings } = await embedder.embed([{ text: 'dog' }], { task: 'document' });
    expect(embeddings).toMatchObject([{ ok: true }]);
  });

  it('are read up to 8,192 tokens where asked', async () => {
    const embedder = await open({ maxTokens: 8192 });
    const { embeddings } = await embedder.embed([{ text: 'dog '.repeat(9000) }], {
      task: 'document',
    });
    expect(embeddings).toMatchObject([{ tokens: 8192, truncated: true }]);
  });

  it.each(['', '   ', '\n\t', '\u200b', '\u0001 \u200b'])(
    'without a token (%j) fail in their place for either task',
    async (text) => {
      const embedder = await open();
      for (const task of ['query', 'document'] as const) {
        const { embeddings } = await embedder.embed([{ text: 'a' }, { text }, { text: 'b' }], {
          task,
        });
        expect(embeddings.map(({ ok }) => ok)).toEqual([true, false, true]);
        expect(embeddings[1]).toMatchObject({
          error: { code: 'text', details: { reason: 'empty' } },
        });
      }
    },
  );

  it('that are not strings fail in their place', async () => {
    // A caller without types.
    const contents = [
      { text: 42 },
      { text: null },
      {},
      null,
      { text: undefined, image: dog },
      { text: 'dog' },
    ] as unknown as Content[];
    const { embeddings } = await (await open()).embed(contents, { task: 'document' });
    expect(embeddings).toMatchObject([
      { error: { code: 'text', details: { reason: 'not-a-string' } } },
      { error: { code: 'text', details: { reason: 'not-a-string' } } },
      { error: { code: 'invalid-input', details: { field: 'contents[2]' } } },
      { error: { code: 'invalid-input', details: { field: 'contents[3]' } } },
      { ok: true, tokens: 0 },
      { ok: true, tokens: 3 },
    ]);
    const sizes = await (await open()).measure(contents);
    expect(sizes.map(({ tokens }) => tokens)).toEqual([0, 0, 0, 0, 0, 3]);
  });
});

describe('images', () => {
  it('become unit vectors in the order of the input, with broken ones as failed values in their place', async () => {
    const embedder = await open({ batchImages: 2 });
    const contents = [
      { image: dog },
      { image: '/nowhere.png' },
      { image: cat },
      { image: dog },
      { image: tmpdir() },
      { text: 'x' },
    ];
    const { embeddings, usage } = await embedder.embed(contents, { task: 'document' });
    expect(embeddings.map(({ ok }) => ok)).toEqual([true, false, true, true, false, true]);
    expect(embeddings[1]).toMatchObject({
      error: { code: 'image', details: { reason: 'missing' } },
    });
    expect(embeddings[4]).toMatchObject({
      error: { code: 'image', details: { reason: 'directory' } },
    });
    expect(embeddings[0]).toEqual(embeddings[3]);
    expect(embeddings[0]).not.toEqual(embeddings[2]);
    expect(embeddings[0]).toMatchObject({ tokens: 0, truncated: false });
    expect(usage.tokens).toBe(3);
  });

  it('are the same vectors in every batch size and for either task', async () => {
    const contents = Array.from({ length: 7 }, (_, i) => ({ image: i % 2 === 0 ? dog : cat }));
    const one = await (await open({ batchImages: 1 })).embed(contents, { task: 'document' });
    const five = await (await open({ batchImages: 5 })).embed(contents, { task: 'query' });
    for (const [index, vector] of vectorsOf(one).entries()) {
      expect(cosine(vector, vectorsOf(five)[index] ?? vector)).toBeGreaterThan(0.999999);
    }
  });

  it('over a limit given as an option fail in their place', async () => {
    const embedder = await open({ imageLimits: { maxPixels: 1000 } });
    const { embeddings } = await embedder.embed([{ image: dog }], { task: 'document' });
    expect(embeddings).toMatchObject([{ error: { details: { reason: 'too-many-pixels' } } }]);
  });
});

describe('a runtime that gives nonsense', () => {
  it.each([
    ['same-vector', 'the same vector for two different'],
    ['long-vector', 'norm 2.828'],
    ['nan', 'NaN or infinity'],
  ])('is found by the self-test (%s)', async (graph, problem) => {
    const directory = await modelDirectory({ onnx: { 'model_int8.onnx': `graphs/${graph}.onnx` } });
    const embedder = await open({ directory, weights: 'int8' });
    for (const content of [{ text: 'dog' }, { image: dog }]) {
      await expect(embedder.embed([content], { task: 'document' })).rejects.toMatchObject({
        code: 'model',
        message: expect.stringContaining(problem),
      });
    }
  });

  it('for one content costs that content alone', async () => {
    const directory = await modelDirectory({
      onnx: { 'model_int8.onnx': 'graphs/nan-for-some.onnx' },
    });
    const embedder = await open({ directory, weights: 'int8' });
    const plain = async (background: string): Promise<Uint8Array> =>
      await sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const [black, white] = await Promise.all([plain('#000'), plain('#fff')]);
    const { embeddings } = await embedder.embed(
      [
        { text: 'dog' },
        { text: textWithToken21 },
        { text: 'cat' },
        { image: black },
        { image: white },
      ],
      { task: 'document' },
    );
    expect(embeddings.map(({ ok }) => ok)).toEqual([true, false, true, false, true]);
    expect(embeddings[1]).toMatchObject({
      error: { code: 'model', message: expect.stringContaining('NaN') },
    });
    expect(embeddings[3]).toMatchObject({
      error: { code: 'model', message: expect.stringContaining('zeros') },
    });
  });
});

/** Its pieces have an id of 21 modulo 64, which that graph turns into NaN. */
const textWithToken21 = '夕';

it('an inference that fails rejects with its reason and what to try', async () => {
  const directory = await modelDirectory();
  // Ids far beyond the tiny table of pieces.
  await copyFile(
    join(modelDirectories['mini-clip'], 'tokenizer.json'),
    join(directory, 'tokenizer.json'),
  );
  const embedder = await open({ directory, weights: undefined });
  await expect(
    embedder.embed([{ text: 'an elephant' }], { task: 'document' }),
  ).rejects.toMatchObject({
    code: 'embedder',
    details: { operation: 'inference', retryable: false },
    message: expect.stringMatching(/failed on a batch of 1 \(.*Gather.*\); if memory is short/),
  });
});

describe('a graph whose halves', () => {
  const openGraph = async (graph: string): Promise<[Embedder, ReturnType<typeof vi.fn>]> => {
    const onWarning = vi.fn<(message: string) => void>();
    const directory = await modelDirectory({ onnx: { 'model.onnx': `graphs/${graph}.onnx` } });
    return [await open({ directory, onWarning }), onWarning];
  };

  it.each([
    ['stand apart runs each by itself, also where the whole needs an image', 'needs-picture', []],
    [
      'hang together is loaded whole, gets a blank image for its texts, and warns of both',
      'entangled',
      [
        /can't be loaded apart \(l2norm_text_embeddings depends on both inputs\)/,
        /can't run without an image/,
      ],
    ],
  ])('%s', async (_, graph, warnings) => {
    const [usual, quiet] = await openGraph('nan-for-some');
    const [other, onWarning] = await openGraph(graph);
    for (const text of ['dog', 'cat']) {
      const [expected] = vectorsOf(await usual.embed([{ text }], { task: 'document' }));
      const [found] = vectorsOf(await other.embed([{ text }], { task: 'document' }));
      expect(found).toEqual(expected);
    }
    const [expected] = vectorsOf(await usual.embed([{ image: cat }], { task: 'document' }));
    const [found] = vectorsOf(await other.embed([{ image: cat }], { task: 'document' }));
    expect(found).toEqual(expected);
    expect(quiet).not.toHaveBeenCalled();
    expect(onWarning).toHaveBeenCalledTimes(warnings.length);
    for (const [i, warning] of warnings.entries())
      expect(onWarning).toHaveBeenNthCalledWith(i + 1, expect.stringMatching(warning));
  });
});

it('a model without an instruction for queries says so in its identity, and in a warning', async () => {
  const directory = await modelDirectory({ config: { task_instructions: undefined } });
  const onWarning = vi.fn<(message: string) => void>();
  const embedder = await open({ directory, weights: undefined, onWarning });
  expect(embedder.identity.taskHandling).toBe('none');
  expect(onWarning).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no instruction'));
});

it('half a surrogate pair is read as the replacement character', async () => {
  const embedder = await open();
  const [half, replaced] = vectorsOf(
    await embedder.embed([{ text: 'dog \ud83d cat' }, { text: 'dog \ufffd cat' }], {
      task: 'document',
    }),
  );
  expect(half).toEqual(replaced);
});

describe('many calls at once', () => {
  it('share one session, and each gets its own results and its own errors', async () => {
    const embedder = await open();
    const texts = ['dog', 'cat', 'violin', 'red shoe', 'sunset'];
    const alone = new Map<string, Float32Array | undefined>();
    for (const text of texts)
      alone.set(text, vectorsOf(await embedder.embed([{ text }], { task: 'document' }))[0]);
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const text = texts[i % texts.length] ?? '';
        const { embeddings } = await embedder.embed(
          [{ text }, { image: `/nowhere/${i}.png` }, { image: dog }],
          { task: 'document' },
        );
        expect(embeddings).toMatchObject([
          { ok: true, vector: alone.get(text) },
          { ok: false, error: { details: { source: `/nowhere/${i}.png` } } },
          { ok: true },
        ]);
      }),
    );
  });

  it('that are aborted do not disturb the others', async () => {
    const embedder = await open();
    const controller = new AbortController();
    const contents = Array.from({ length: 30 }, () => ({ image: dog }));
    const stopped = embedder.embed(contents, { task: 'document', signal: controller.signal });
    const going = embedder.embed([{ text: 'dog' }], { task: 'document' });
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect((await going).embeddings[0]?.ok).toBe(true);
  });
});

describe('aborting', () => {
  it('before the call rejects at once', async () => {
    const embedder = await open();
    const signal = AbortSignal.abort();
    await expect(
      embedder.embed([{ text: 'dog' }], { task: 'query', signal }),
    ).rejects.toMatchObject({ code: 'aborted' });
    await expect(embedder.measure([{ text: 'dog' }], { signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('between two batches starts no other', async () => {
    const embedder = await open({ batchImages: 1 });
    const controller = new AbortController();
    let read = 0;
    const contents = Array.from({ length: 20 }, () => ({
      image: (async function* () {
        read++;
        if (read === 5) controller.abort(new Error('enough'));
        yield await sharp({ create: { width: 40, height: 40, channels: 3, background: '#0f0' } })
          .png()
          .toBuffer();
      })(),
    }));
    const result = embedder.embed(contents, { task: 'document', signal: controller.signal });
    await expect(result).rejects.toMatchObject({ code: 'aborted', cause: new Error('enough') });
    expect(read).toBeLessThan(8);
  });
});

describe('closing', () => {
  it('waits for calls in flight, then refuses new ones; twice is once', async () => {
    const embedder = await onnx({ directory: modelDirectories.tiny });
    const call = embedder.embed([{ text: 'dog' }, { image: dog }], { task: 'document' });
    const closed = vi.fn<() => void>();
    const closing = Promise.all([embedder.close(), embedder.close()]).then(closed);
    const { embeddings } = await call;
    expect(embeddings.map(({ ok }) => ok)).toEqual([true, true]);
    await closing;
    expect(closed).toHaveBeenCalledOnce();
    await expect(embedder.embed([{ text: 'dog' }], { task: 'query' })).rejects.toMatchObject({
      code: 'closed',
    });
    await expect(embedder.measure([{ text: 'dog' }])).rejects.toMatchObject({ code: 'closed' });
  });

  it('of an embedder that was never used does nothing', async () => {
    const embedder = await onnx({ directory: modelDirectories.tiny });
    await expect(embedder.close()).resolves.toBeUndefined();
  });
});

describe('measuring', () => {
  it('counts tokens of texts and bytes of both, without the weights', async () => {
    const directory = await modelDirectory({ onnx: { 'model_int8.onnx': 'tiny/config.json' } });
    const embedder = await open({ directory, weights: 'int8', maxTokens: 10 });
    const sizes = await embedder.measure([
      { text: 'dog' },
      { text: 'é' },
      { text: '' },
      { text: 'dog '.repeat(100) },
      { image: dog },
      { image: new Uint8Array(7) },
      { image: new Blob(['abc']) },
      { image: { base64: 'AAAA' } },
      { image: 'https://example.com/a.png' },
      { image: '/nowhere' },
    ]);
    expect(sizes.map(({ tokens }) => tokens)).toEqual([
      3,
      expect.any(Number),
      0,
      10,
      0,
      0,
      0,
      0,
      0,
      0,
    ]);
    expect(sizes.map(({ bytes }) => bytes)).toEqual([
      3,
      2,
      0,
      400,
      expect.any(Number),
      7,
      3,
      3,
      0,
      0,
    ]);
    expect(sizes[4]?.bytes).toBeGreaterThan(100);
  });
});

describe('opening', () => {
  it('with preload proves the weights at once', async () => {
    const directory = await modelDirectory({ onnx: { 'model_int8.onnx': 'graphs/nan.onnx' } });
    await expect(open({ directory, weights: 'int8', preload: true })).rejects.toMatchObject({
      code: 'model',
    });
    const embedder = await open({ preload: true });
    expect((await embedder.embed([{ text: 'dog' }], { task: 'query' })).embeddings[0]?.ok).toBe(
      true,
    );
  });

  it('a path that does not exist tells how to get a model', async () => {
    await expect(open({ directory: '/no/model' })).rejects.toMatchObject({
      code: 'not-found',
      details: { what: 'model', name: '/no/model' },
      message: expect.stringContaining('nestvec model pull'),
    });
  });

  it('an empty directory names the file that is missing', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nestvec-empty-'));
    await expect(open({ directory })).rejects.toMatchObject({
      code: 'model',
      message: expect.stringContaining('config.json'),
    });
    await rm(directory, { recursive: true });
  });

  it.each([
    [{ directory: '' }, 'onnx.directory'],
    [{ weights: 'fp64' }, 'onnx.weights'],
    [{ maxTokens: 9000 }, 'onnx.maxTokens'],
    [{ maxTokens: 2 }, 'onnx.maxTokens'],
    [{ threads: 0 }, 'onnx.threads'],
    [{ batchImages: 1.5 }, 'onnx.batchImages'],
    [{ imageLimits: { maxBytes: -1 } }, 'onnx.imageLimits.maxBytes'],
    [{ onWarning: 'loud' }, 'onnx.onWarning'],
    [{ maxtokens: 12 }, 'onnx.maxtokens'],
  ])('with %j names the option', async (options, field) => {
    // A caller without types.
    const call = open(options as Partial<OnnxOptions>);
    await expect(call).rejects.toMatchObject({ code: 'invalid-input', details: { field } });
  });

  it('lowers maxTokens to what the tokenizer allows, and warns', async () => {
    const directory = await modelDirectory({ without: ['tokenizer_config.json'] });
    expect(
      (await open({ directory, weights: undefined, maxTokens: 8192 })).identity.maxTokens,
    ).toBe(8192);
    const onWarning = vi.fn<(message: string) => void>();
    const miniClip = await open({
      directory: modelDirectories['mini-clip'],
      weights: undefined,
      maxTokens: 8192,
      onWarning,
    });
    expect(miniClip.identity.maxTokens).toBe(512);
    expect(onWarning).toHaveBeenCalledOnce();
  });
});

it('errors are of the library', async () => {
  const error: unknown = await open({ directory: '/no/model' }).catch((reason: unknown) => reason);
  expect(isNestvecError(error, 'not-found')).toBe(true);
});
