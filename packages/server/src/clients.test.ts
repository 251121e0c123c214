// The clients themselves, as people install them, against a server that listens.
import { readFile } from 'node:fs/promises';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { JinaEmbeddings } from '@langchain/community/embeddings/jina';
import { cosine, type Embedder } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { jina } from '@nestvec/core/remote';
import { modelDirectory } from '@nestvec/mini-clip';
import { embed, embedMany } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { png } from './__fixtures__/test-server.ts';
import { createServer, type Server } from './create-server.ts';
import { hashKey } from './guard/keys.ts';

let embedder: Embedder;
let server: Server;
let url: string;
const texts = ['a red square', 'two blue circles', 'ein grünes Dreieck'];
const apiKey = 'a-key-of-the-test';

beforeAll(async () => {
  embedder = await onnx({ directory: modelDirectory });
  server = createServer({
    embedder,
    aliases: ['jina-clip-v2'],
    keys: [{ hash: hashKey(apiKey), access: 'embed' }],
  });
  ({ url } = await server.listen({ port: 0 }));
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await embedder.close();
});

async function alone(task: 'query' | 'document', given = texts): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const text of given) {
    const { embeddings } = await embedder.embed([{ text }], { task });
    const [first] = embeddings;
    if (first?.ok !== true) throw new Error('not embedded');
    vectors.push(first.vector);
  }
  return vectors;
}

/** int8 weights: what runs in one batch with others differs a little. */
function near(given: readonly (readonly number[])[], expected: readonly Float32Array[]): void {
  expect(given).toHaveLength(expected.length);
  for (const [i, vector] of expected.entries())
    expect(cosine(Float32Array.from(given[i] ?? []), vector)).toBeGreaterThan(0.999);
}

it('openai: base64 by default, floats, prefixes, models and errors', async () => {
  const client = new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 });
  const expected = await alone('document');
  const usual = await client.embeddings.create({ model: 'mini-clip', input: texts });
  near(
    usual.data.map(({ embedding }) => embedding),
    expected,
  );
  expect(usual.usage.total_tokens).toBeGreaterThan(0);
  const floats = await client.embeddings.create({
    model: 'mini-clip',
    input: texts,
    encoding_format: 'float',
  });
  near(
    floats.data.map(({ embedding }) => embedding),
    expected,
  );
  const short = await client.embeddings.create({
    model: 'text-embedding-3-small',
    input: 'a',
    dimensions: 64,
  });
  expect(short.data[0]?.embedding).toHaveLength(64);
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toContain('mini-clip-embed');
  await expect(client.embeddings.create({ model: 'gpt-5', input: 'a' })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  });
  const other = new OpenAI({ apiKey: 'other', baseURL: `${url}/v1`, maxRetries: 0 });
  await expect(other.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});

it('AI SDK, openai-compatible: one, many, dimensions and errors', async () => {
  const provider = createOpenAICompatible({ name: 'nestvec', baseURL: `${url}/v1`, apiKey });
  const model = provider.embeddingModel('mini-clip');
  const many = await embedMany({ model, values: texts });
  near(many.embeddings, await alone('document'));
  expect(many.usage.tokens).toBeGreaterThan(0);
  const query = await embed({
    model: provider.embeddingModel('mini-clip-embed-query'),
    value: 'a red square',
  });
  near([query.embedding], await alone('query', ['a red square']));
  const wrong = provider.embeddingModel('gpt-5');
  await expect(embed({ model: wrong, value: 'a', maxRetries: 0 })).rejects.toThrow(
    'there is no such model here',
  );
});

it('LangChain, JinaEmbeddings: documents and queries', async () => {
  const client = new JinaEmbeddings({ apiKey, model: 'jina-clip-v2', dimensions: 256 });
  client.baseUrl = `${url}/v1/embeddings`;
  near(await client.embedDocuments(texts), await alone('document'));
  near([await client.embedQuery('a red square')], await alone('query', ['a red square']));
  client.apiKey = 'other';
  await expect(client.embedQuery('a')).rejects.toThrow('this key is not known here');
});

it('our own embedder for Jina’s API: texts and images', async () => {
  const client = jina({
    apiKey,
    baseUrl: `${url}/v1`,
    model: 'jina-clip-v2',
    facts: { dimensions: 256, maxTokens: 512, imageSide: 64 },
  });
  const image = await png();
  const contents = [{ text: 'a red square' }, { image }];
  const [own, served] = await Promise.all(
    [embedder, client].map(
      async (one) => (await one.embed(contents, { task: 'document' })).embeddings,
    ),
  );
  for (const [i, expected] of (own ?? []).entries()) {
    const got = served?.[i];
    if (!expected.ok || got?.ok !== true) throw new Error('not embedded');
    expect(cosine(got.vector, expected.vector)).toBeGreaterThan(i === 0 ? 0.999 : 0.99);
  }
  await client.close();
});

it('says in the README which versions of the clients these are', async () => {
  const read = async (path: string): Promise<string> =>
    await readFile(new URL(path, import.meta.url), 'utf8');
  const [readme, workspace] = await Promise.all([
    read('../README.md'),
    read('../../../pnpm-workspace.yaml'),
  ]);
  for (const name of ['openai', 'ai', '@ai-sdk/openai-compatible', '@langchain/community']) {
    const version = new RegExp(`^ +'?${name}'?: (\\S+)$`, 'm').exec(workspace)?.[1];
    expect(readme).toContain(`${name} ${version}`);
  }
});
