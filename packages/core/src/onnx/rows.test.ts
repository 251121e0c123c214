import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Content, Task } from '../embedder/content.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { decodeFloats, goldenPath, largestDifference, readGolden } from './__fixtures__/golden.ts';
import { rowDirectory } from './__fixtures__/row-directory.ts';
import { onnx } from './onnx.ts';
import { verifyModel } from './verify.ts';

const { cases } = readGolden(
  'rows.json',
  z.object({
    cases: z.array(
      z.union([
        z.object({
          row: z.string(),
          text: z.string(),
          task: z.enum(['query', 'document']),
          vector: z.string(),
        }),
        z.object({ row: z.string(), picture: z.string(), vector: z.string() }),
      ]),
    ),
  }),
);

async function open(directory: string, changes: object = {}): Promise<Embedder> {
  const embedder = await onnx({ directory, worker: false, ...changes });
  onTestFinished(() => embedder.close());
  return embedder;
}

/** Largest difference of what a row gives for all of these contents at once, and so in batches with padding. */
async function compare(
  embedder: Embedder,
  contents: readonly Content[],
  task: Task,
  expected: readonly string[],
): Promise<number> {
  const { embeddings } = await embedder.embed(contents, { task });
  const found = embeddings.map((embedding, index) => {
    if (!embedding.ok) throw embedding.error;
    return largestDifference(embedding.vector, decodeFloats(expected[index] ?? ''));
  });
  expect(found.length).toBeGreaterThan(4);
  return Math.max(...found);
}

const withImages = ['jina-clip-v1', 'jina-clip-v1-whole', 'siglip', 'clip', 'mobileclip'];

describe.each(['jina-embeddings-v3', ...withImages])('a graph with the signature of %s', (row) => {
  const own = cases.filter((one) => one.row === row);

  it('gives the vectors of the Python chain for texts, as queries and as documents, within 1e-5', async () => {
    const embedder = await open(await rowDirectory(row));
    for (const task of ['query', 'document'] as const) {
      const texts = own.flatMap((one) => ('text' in one && one.task === task ? [one] : []));
      const expected = texts.map(({ vector }) => vector);
      const contents = texts.map(({ text }) => ({ text }));
      expect(await compare(embedder, contents, task, expected)).toBeLessThanOrEqual(1e-5);
    }
  });

  it('loads and passes its self-test at once, and is verified', async () => {
    const embedder = await open(await rowDirectory(row), { preload: true });
    const { passed, checks } = await verifyModel(embedder);
    expect(checks.map(({ name }) => name)).toEqual(
      withImages.includes(row) ? ['texts', 'images'] : ['texts'],
    );
    expect(passed).toBe(true);
  });
});

it.each(withImages)(
  'a graph with the signature of %s gives the vectors of the Python chain for image files, within 1e-5',
  async (row) => {
    const embedder = await open(await rowDirectory(row));
    const images = cases.flatMap((one) => ('picture' in one && one.row === row ? [one] : []));
    const contents = images.map(({ picture }) => ({ image: goldenPath(`pictures/${picture}`) }));
    const expected = images.map(({ vector }) => vector);
    expect(await compare(embedder, contents, 'document', expected)).toBeLessThanOrEqual(1e-5);
  },
);

describe('the identity', () => {
  it.each([
    [
      'jina-clip-v1',
      { model: 'jinaai/jina-clip-v1', dimensions: 768, imagePolicy: 'crop', taskHandling: 'none' },
    ],
    [
      'jina-embeddings-v3',
      {
        model: 'jinaai/jina-embeddings-v3',
        dimensions: 1024,
        maxTokens: 8192,
        imagePolicy: 'none',
        taskHandling: 'adapter',
      },
    ],
    ['siglip', { model: 'me/siglip', maxTokens: 64, imagePolicy: 'squash', taskHandling: 'none' }],
    ['clip', { model: 'me/clip', maxTokens: 77, taskHandling: 'prefix' }],
  ])('of %s says what decides its vectors', async (row, identity) => {
    expect((await open(await rowDirectory(row))).identity).toMatchObject(identity);
  });

  it('of one’s own model changes with its description', async () => {
    const image = (content: Record<string, unknown>, mean: number): unknown => ({
      ...content,
      image: { ...(content['image'] as object), mean: [mean, 0, 0] }, // an object in that file
    });
    const at = async (mean: number): Promise<string> => {
      const changes = {
        'nestvec.json': (content: Record<string, unknown>) => image(content, mean),
      };
      return (await open(await rowDirectory('clip', changes))).identity.preprocessing;
    };
    expect(await at(0.1)).toBe(await at(0.1));
    expect(await at(0.1)).not.toBe(await at(0.2));
  });
});

describe('a model of texts', () => {
  it('refuses an image by itself, and says what to use', async () => {
    const embedder = await open(await rowDirectory('jina-embeddings-v3'));
    const contents = [{ text: 'dog' }, { image: goldenPath('pictures/grey.png') }];
    const { embeddings } = await embedder.embed(contents, { task: 'document' });
    expect(embeddings).toMatchObject([
      { ok: true },
      {
        ok: false,
        error: { code: 'unsupported', message: expect.stringContaining('jina-clip-v2') },
      },
    ]);
  });

  it('counts the instruction of documents among their tokens', async () => {
    const embedder = await open(await rowDirectory('jina-embeddings-v3'));
    const [size] = await embedder.measure([{ text: 'dog' }]);
    const { usage } = await embedder.embed([{ text: 'dog' }], { task: 'document' });
    expect(size?.tokens).toBe(usage.tokens);
  });
});

/** What `onnx` says of a directory. */
async function problemOf(directory: string): Promise<string> {
  const embedder = await onnx({ directory, preload: true, worker: false }).catch(
    (error: unknown) => error,
  );
  return String(embedder).replaceAll(directory, 'HERE');
}

describe('a file that differs from its row is refused with what differs', () => {
  it.each([
    [
      'jina-clip-v1',
      'the config',
      { 'config.json': (own: object) => ({ ...own, projection_dim: 512 }) },
      "its config.json is not jina-clip-v1's: projection_dim is 512 where 768 is expected",
    ],
    [
      'jina-clip-v1',
      'the preprocessing',
      {
        'preprocessor_config.json': (own: object) => ({
          ...own,
          resample: 2,
          size: { shortest_edge: 256 },
          image_mean: [0.5, 0.5, 0.5],
        }),
      },
      'preprocessor_config.json: size is 256 where 224 is expected; resample is 2 where 3 is expected; image_mean is [0.5,0.5,0.5] where [0.48145466,0.4578275,0.40821073] is expected',
    ],
    [
      'jina-embeddings-v3',
      'the order of its adapters',
      {
        'config.json': (own: object) => ({
          ...own,
          lora_adaptations: ['retrieval.passage', 'retrieval.query'],
        }),
      },
      'place of retrieval.query in lora_adaptations is 1 where 0 is expected; place of retrieval.passage in lora_adaptations is 0 where 1 is expected',
    ],
    [
      'jina-embeddings-v3',
      'its instructions',
      {
        'config.json': (own: object) => ({
          ...own,
          task_instructions: { 'retrieval.query': 'query: ' },
        }),
      },
      'task_instructions.retrieval.query is "query: " where "Represent the query for retrieving evidence documents: " is expected',
    ],
  ] as const)('%s: %s', async (row, _, changes, problem) => {
    expect(await problemOf(await rowDirectory(row, changes))).toContain(problem);
  });

  it('the tokenizer of another model', async () => {
    const directory = await rowDirectory('jina-clip-v1');
    await copyFile(goldenPath('tiny/tokenizer.json'), join(directory, 'tokenizer.json'));
    expect(await problemOf(directory)).toContain(
      "tokenizer.json has [CLS] as id none where 101 is expected; it is not jina-clip-v1's",
    );
  });

  it('a graph in the place of another', async () => {
    const directory = await rowDirectory('jina-clip-v1');
    const graph = goldenPath('rows/clip/onnx/text_model.onnx');
    await copyFile(graph, join(directory, 'onnx/text_model.onnx'));
    expect(await problemOf(directory)).toContain(
      "its graph is not jina-clip-v1's: text_embeds has the shape [batch, 80] where [any, 768] is expected",
    );
    const v3 = await rowDirectory('jina-embeddings-v3');
    await copyFile(graph, join(v3, 'onnx/model.onnx'));
    expect(await problemOf(v3)).toContain(
      "its graph is not jina-embeddings-v3's: task_id is missing; text_embeds has the shape [batch, 80] where [any, any, 1024] is expected",
    );
  });

  it('a half that is not there', async () => {
    const directory = await rowDirectory('jina-clip-v1');
    await rm(join(directory, 'onnx/vision_model.onnx'));
    expect(await problemOf(directory)).toContain(
      'it has onnx/text_model.onnx without onnx/vision_model.onnx',
    );
  });

  it('weights of which only one half is there', async () => {
    const directory = await rowDirectory('jina-clip-v1');
    const inFolder = (name: string): string => join(directory, 'onnx', name);
    await rename(inFolder('text_model.onnx'), inFolder('text_model_fp16.onnx'));
    expect(await problemOf(directory)).toMatch(/it has onnx\/.*_model.* without onnx\//);
  });
});

describe('a description of one’s own', () => {
  type Json = Record<string, unknown>;
  const within =
    (part: string, change: Json) =>
    (own: Json): unknown => ({ ...own, [part]: { ...(own[part] as object), ...change } }); // objects in that file

  it.each([
    [
      'lacks a field',
      (own: Json) => ({ ...own, dimensions: undefined }),
      'nestvec.json.dimensions',
    ],
    [
      'has an unknown field',
      within('image', { maen: [0, 0, 0] }),
      'nestvec.json.image: unknown option maen; did you mean mean?',
    ],
    [
      'lacks what only its owner knows',
      within('text', { normalized: undefined }),
      'nestvec.json.text.normalized',
    ],
    [
      'names no model',
      (own: Json) => ({ ...own, model: 'clip' }),
      'must be a name such as "me/my-clip"',
    ],
    [
      'has the name of a folder above',
      (own: Json) => ({ ...own, model: '../..' }),
      'must be a name such as "me/my-clip"',
    ],
    [
      'has the name of a known model',
      (own: Json) => ({ ...own, model: 'jinaai/jina-clip-v2' }),
      'nestvec.json.model: is the name of a model that nestvec knows',
    ],
    [
      'has the name of a known model in another case',
      (own: Json) => ({ ...own, model: 'JinaAI/Jina-CLIP-v2' }),
      'nestvec.json.model: is the name of a model that nestvec knows',
    ],
    [
      'feeds one input twice',
      within('text', { inputs: { ids: 'input_ids', mask: 'input_ids' } }),
      'nestvec.json.text.inputs: must be different names',
    ],
    [
      'has a prefix longer than any text',
      within('text', { prefixes: { query: 'a '.repeat(10_000), document: '' } }),
      'nestvec.json.text.prefixes.query',
    ],
    [
      'leaves out a token that the tokenizer adds',
      within('text', {
        tokens: {
          begin: { token: '<|startoftext|>', id: 692 },
          pad: { token: '<|endoftext|>', id: 693 },
        },
      }),
      'tokenizer.json puts 692, 693 around a text where 692 is expected (the ids of begin and end)',
    ],
    [
      'begins with the token that ends',
      within('text', {
        tokens: {
          begin: { token: '<|endoftext|>', id: 693 },
          end: { token: '<|endoftext|>', id: 693 },
          pad: { token: '<|endoftext|>', id: 693 },
        },
      }),
      'puts 692, 693 around a text where 693, 693 is expected',
    ],
    [
      'says one graph where there are two',
      (own: Json) => ({ ...own, graphs: 'one' }),
      'nestvec.json says it with graphs: "two"',
    ],
    [
      'pads to another length than it reads',
      within('text', { padTo: 64 }),
      'nestvec.json.text.padTo: must be equal to text.maxTokens',
    ],
    [
      'resizes to less than it crops',
      within('image', { edge: 100 }),
      'nestvec.json.image.edge: must be at least image.size',
    ],
    [
      'crops what it squashes',
      within('image', { edge: 300, fit: 'squash' }),
      'nestvec.json.image.edge: is for fit "crop"; leave it out',
    ],
    [
      'names an input that is not there',
      within('text', { inputs: { ids: 'tokens', mask: 'attention_mask' } }),
      'its graph is not as nestvec.json describes it: tokens is missing; it also wants the input input_ids',
    ],
    [
      'leaves out an input that is there',
      within('text', { inputs: { ids: 'input_ids' } }),
      'it also wants the input attention_mask',
    ],
    [
      'has another token than the tokenizer',
      within('text', { tokens: { pad: { token: '[PAD]', id: 0 } } }),
      'tokenizer.json has [PAD] as id none where 0 is expected; it is not as nestvec.json describes it',
    ],
    [
      'promises unit vectors where they are longer',
      within('text', { normalized: true }),
      'for texts where 1 is expected',
    ],
  ] as const)('that %s is refused', async (_, change, problem) => {
    const found = await problemOf(await rowDirectory('clip', { 'nestvec.json': change }));
    expect(found).toContain(problem);
  });

  const shareOfOne = 'must be from 0 to 1: colours are on that scale';
  const deviation = 'must be from 0.001 to 1, since colours are from 0 to 1';
  it.each([
    ['mean', -0.1, shareOfOne],
    ['mean', 123.675, shareOfOne],
    ['mean', 1e9, shareOfOne],
    ['mean', null, 'nestvec.json.image.mean.1'],
    ['std', 0, deviation],
    ['std', -0.5, deviation],
    ['std', 1e-9, deviation],
    ['std', 1e9, deviation],
    ['std', 58.395, deviation],
    ['std', 'NaN', 'nestvec.json.image.std.1'],
  ] as const)('that has %s %j for a channel is refused', async (field, value, problem) => {
    const change = within('image', { [field]: [0.5, value, 0.5] });
    const found = await problemOf(await rowDirectory('clip', { 'nestvec.json': change }));
    expect(found).toContain(`nestvec.json.image.${field}.1`);
    expect(found).toContain(problem);
  });

  it('that wants images of a billion pixels a side is refused', async () => {
    const change = within('image', { size: 1e9 });
    expect(await problemOf(await rowDirectory('clip', { 'nestvec.json': change }))).toContain(
      'nestvec.json.image.size',
    );
  });

  it('may begin with a byte order mark', async () => {
    const directory = await rowDirectory('clip');
    const path = join(directory, 'nestvec.json');
    const { identity } = await open(directory);
    await writeFile(path, `\uFEFF${await readFile(path, 'utf8')}`);
    expect((await open(directory)).identity).toEqual(identity);
  });

  it('that is a folder or a link to nothing is refused as that, not passed over', async () => {
    const directory = await rowDirectory('clip');
    const path = join(directory, 'nestvec.json');
    await rm(path);
    await mkdir(path);
    expect(await problemOf(directory)).toContain(
      'nestvec.json is a folder where a file is expected',
    );
    await rm(path, { recursive: true });
    await symlink('../gone.json', path);
    expect(await problemOf(directory)).toContain(
      "nestvec.json is a link to ../gone.json, which can't be read",
    );
  });

  it('that says two files where there is one is refused', async () => {
    const change = (own: Json): unknown => ({ ...own, graphs: 'two' });
    expect(await problemOf(await rowDirectory('siglip', { 'nestvec.json': change }))).toContain(
      'it has no onnx/text_model*.onnx',
    );
  });

  it('that is not JSON is refused', async () => {
    const directory = await rowDirectory('clip');
    await writeFile(join(directory, 'nestvec.json'), '{');
    expect(await problemOf(directory)).toContain('nestvec.json is not JSON');
  });
});
