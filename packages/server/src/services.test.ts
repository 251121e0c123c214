// The clients of other services, as people install them, against a server that listens.
import { readFile } from 'node:fs/promises';
import { InferenceClient } from '@huggingface/inference';
import { CohereClientV2, CohereError } from 'cohere-ai';
import { cosine, type Embedder, type EmbedResult, type Task } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { type Dialect, dialectFacts, jina, type JinaOptions } from '@nestvec/core/remote';
import { modelDirectory } from '@nestvec/mini-clip';
import { Ollama } from 'ollama';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VoyageAIClient, VoyageAIError } from 'voyageai';
import { png } from './__fixtures__/test-server.ts';
import { createServer, type Server } from './create-server.ts';
import { hashKey } from './guard/keys.ts';

let embedder: Embedder;
let server: Server;
let url: string;
const texts = ['a red square', 'two blue circles'];
const apiKey = 'a-key-of-the-test';

beforeAll(async () => {
  embedder = await onnx({ directory: modelDirectory });
  server = createServer({ embedder, keys: [{ hash: hashKey(apiKey), access: 'embed' }] });
  ({ url } = await server.listen({ port: 0 }));
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await embedder.close();
});

/** int8 weights: what runs in one batch with others differs a little. */
async function expectNear(
  given: readonly (readonly number[])[] | undefined,
  contents: readonly ({ text: string } | { image: Buffer })[],
  task: Task = 'document',
): Promise<void> {
  expect(given).toHaveLength(contents.length);
  for (const [i, content] of contents.entries()) {
    const { embeddings } = await embedder.embed([content], { task });
    const [own] = embeddings;
    if (own?.ok !== true) throw new Error('not embedded');
    expect(cosine(Float32Array.from(given?.[i] ?? []), own.vector)).toBeGreaterThan(0.99);
  }
}

const asContents = texts.map((text) => ({ text }));

it('cohere-ai: texts, images, queries, units and errors', async () => {
  const client = new CohereClientV2({ token: apiKey, environment: url });
  const ask = { model: 'mini-clip', embeddingTypes: ['float' as const] };
  const found = await client.embed({
    ...ask,
    embeddingTypes: ['float', 'int8'],
    inputType: 'search_document',
    texts,
  });
  await expectNear(found.embeddings.float, asContents);
  expect(found.embeddings.int8?.[0]).toHaveLength(256);
  expect(found.meta?.billedUnits?.inputTokens).toBeGreaterThan(0);
  const query = await client.embed({ ...ask, inputType: 'search_query', texts: ['red'] });
  await expectNear(query.embeddings.float, [{ text: 'red' }], 'query');
  const image = await png();
  const data = `data:image/png;base64,${image.toString('base64')}`;
  const images = await client.embed({ ...ask, inputType: 'image', images: [data] });
  await expectNear(images.embeddings.float, [{ image }]);
  const mixed = await client.embed({
    ...ask,
    inputType: 'search_document',
    outputDimension: 64,
    inputs: [{ content: [{ type: 'image_url', imageUrl: { url: data } }] }],
  });
  expect(mixed.embeddings.float?.[0]).toHaveLength(64);
  const other = new CohereClientV2({ token: 'other', environment: url });
  const refused = other.embed({ ...ask, inputType: 'search_query', texts }, { maxRetries: 0 });
  await expect(refused).rejects.toSatisfy(
    (error) =>
      error instanceof CohereError &&
      error.statusCode === 401 &&
      JSON.stringify(error.body).includes('this key is not known here'),
  );
});

it('voyageai: texts, images, queries, usage and errors', async () => {
  const client = new VoyageAIClient({ apiKey, environment: `${url}/v1` });
  const image = await png();
  const base64 = `data:image/png;base64,${image.toString('base64')}`;
  const found = await client.multimodalEmbed({
    model: 'mini-clip',
    inputType: 'document',
    inputs: [
      { content: [{ type: 'text', text: 'a red square' }] },
      { content: [{ type: 'image_base64', imageBase64: base64 }] },
    ],
  });
  const vectors = found.data?.map(({ embedding }) => embedding ?? []);
  await expectNear(vectors, [{ text: 'a red square' }, { image }]);
  expect(found.usage?.totalTokens).toBeGreaterThan(0);
  const query = await client.multimodalEmbed({
    model: 'mini-clip',
    inputType: 'query',
    inputs: [{ content: [{ type: 'text', text: 'red' }] }],
  });
  await expectNear([query.data?.[0]?.embedding ?? []], [{ text: 'red' }], 'query');
  const wrong = client.multimodalEmbed(
    { model: 'other', inputs: [{ content: [{ type: 'text', text: 'a' }] }] },
    { maxRetries: 0 },
  );
  await expect(wrong).rejects.toSatisfy(
    (error) =>
      error instanceof VoyageAIError &&
      error.statusCode === 404 &&
      JSON.stringify(error.body).includes('no such model'),
  );
});

it('ollama: one, many, dimensions and errors', async () => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const client = new Ollama({ host: url, headers });
  const found = await client.embed({ model: 'mini-clip', input: texts });
  await expectNear(found.embeddings, asContents);
  expect(found.prompt_eval_count).toBeGreaterThan(0);
  const short = await client.embed({ model: 'mini-clip', input: 'a', dimensions: 64 });
  expect(short.embeddings[0]).toHaveLength(64);
  const queries = new Ollama({ host: `${url}/q`, headers });
  const query = await queries.embed({ model: 'mini-clip', input: 'red' });
  await expectNear(query.embeddings, [{ text: 'red' }], 'query');
  await expect(client.embed({ model: 'other', input: 'a' })).rejects.toThrow('no such model');
  await expect(new Ollama({ host: url }).embed({ model: 'mini-clip', input: 'a' })).rejects.toThrow(
    'key',
  );
});

it('@huggingface/inference, as for Text Embeddings Inference: one, many and errors', async () => {
  const client = new InferenceClient(apiKey, { endpointUrl: `${url}/embed` });
  const many = await client.featureExtraction({ inputs: texts });
  await expectNear(many as number[][], asContents);
  const query = await client.featureExtraction({ inputs: 'red', prompt_name: 'query' });
  await expectNear(query as number[][], [{ text: 'red' }], 'query');
  await expect(client.featureExtraction({ inputs: '' })).rejects.toThrow('inputs');
  const other = new InferenceClient('other', { endpointUrl: `${url}/embed` });
  await expect(other.featureExtraction({ inputs: 'a' })).rejects.toThrow('not known here');
});

/** What stands before the path of a dialect here. */
const bases: Readonly<Record<Exclude<Dialect, 'on-prem'>, string>> = {
  jina: '/v1',
  infinity: '',
  openai: '/v1',
  cohere: '/v2',
  voyage: '/v1',
  tei: '',
  ollama: '',
};

describe.each(Object.entries(bases))('our own embedder by the dialect %s', (name, base) => {
  const dialect = name as keyof typeof bases; // of the table
  const { images, tasks } = dialectFacts[dialect];
  const hasTask = tasks !== undefined;
  const query = 'Represent the query for retrieving evidence documents: ';
  const open = (changes: JinaOptions = {}): Embedder =>
    jina({
      apiKey,
      baseUrl: url + base,
      dialect,
      // What /info says, which is looked at where a request names no model.
      model: dialect === 'tei' ? 'nestvec/mini-clip' : 'mini-clip',
      facts: {
        dimensions: 256,
        maxTokens: 77,
        imageSide: 64,
        ...(hasTask ? {} : { prefixes: { query } }),
      },
      budgets: { requestsPerMinute: 1e6, tokensPerMinute: 1e9 },
      ...changes,
    });

  it('gives what the model gives, of texts, images and queries', async () => {
    const client = open();
    const image = { image: await png() };
    const contents = [{ text: 'a red square' }, ...(images ? [image] : []), { text: 'blue' }];
    const found = await client.embed(contents, { task: 'document' });
    expect(found.usage.tokens).toBeGreaterThan(0);
    await expectNear(vectorsOf(found), contents);
    const asked = [{ text: 'a red square' }];
    await expectNear(vectorsOf(await client.embed(asked, { task: 'query' })), asked, 'query');
    await client.close();
  });

  it('is said where a text loses its end, by the dialects that can ask for it', async () => {
    const client = open();
    const contents = [{ text: 'a' }, { text: 'red square '.repeat(500) }];
    const { embeddings } = await client.embed(contents, { task: 'document' });
    // Cohere's is asked to cut nothing; the others without a field for it don't see what the server does.
    const { truncates } = dialectFacts[dialect];
    const long = truncates ? { ok: true, truncated: true } : { ok: dialect !== 'cohere' };
    expect(embeddings).toMatchObject([{ ok: true, truncated: false }, long]);
    await client.close();
  });

  it('says which content fails, of a key that is not known, and of a model that is not served', async () => {
    const client = open();
    const { embeddings } = await client.embed(
      [{ text: 'a' }, { text: 'x'.repeat(1_000_001) }, { text: 'b' }],
      { task: 'document' },
    );
    expect(embeddings.map(({ ok }) => ok)).toEqual([true, false, true]);
    await client.close();
    const other = open({ apiKey: 'another-key' });
    await expect(other.embed([{ text: 'a' }], { task: 'query' })).rejects.toMatchObject({
      code: 'embedder',
      details: { status: 401, retryable: false },
      message: expect.stringContaining('this key is not known here'),
    });
    await other.close();
    const wrong = open({ model: 'other' });
    await expect(wrong.embed([{ text: 'a' }], { task: 'query' })).rejects.toMatchObject({
      details: { retryable: false },
      message: expect.stringMatching(/no such model|it serves nestvec\/mini-clip and not other/),
    });
    await wrong.close();
  });
});

function vectorsOf({ embeddings }: EmbedResult): readonly (readonly number[])[] {
  return embeddings.map((one) => (one.ok ? [...one.vector] : []));
}

it('says in the README which versions of the clients these are', async () => {
  const read = async (path: string): Promise<string> =>
    await readFile(new URL(path, import.meta.url), 'utf8');
  const [readme, workspace] = await Promise.all([
    read('../README.md'),
    read('../../../pnpm-workspace.yaml'),
  ]);
  for (const name of ['cohere-ai', 'voyageai', 'ollama', '@huggingface/inference']) {
    const version = new RegExp(`^ +'?${name}'?: (\\S+)$`, 'm').exec(workspace)?.[1];
    expect(readme).toContain(`${name} ${version}`);
  }
});
