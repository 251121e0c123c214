// Databases as clients, each started here with the address of the server under test in its configuration. What differs between versions
// of Qdrant is undocumented there, so this names the version that it saw.
import { cosine, type Embedder, type Task, truncate } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { rerankByLength } from '@nestvec/testkit/embedder';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import {
  type Database,
  databaseHosts,
  startQdrant,
  startWeaviate,
} from './__fixtures__/database.ts';
import { png } from './__fixtures__/test-server.ts';
import { createServer, type Server } from './create-server.ts';
import { hashKey } from './guard/keys.ts';
import type { LogEntry } from './log.ts';

const apiKey = 'a-key-of-the-databases';
const log: LogEntry[] = [];
/** Of each call of the embedder by the server. */
const tasks: Task[] = [];
let embedder: Embedder;
let server: Server;
let port: number;

beforeAll(async () => {
  embedder = await onnx({ directory: modelDirectory });
  server = createServer({
    embedder: {
      ...embedder,
      async embed(contents, options) {
        tasks.push(options.task);
        return await embedder.embed(contents, options);
      },
    },
    reranker: rerankByLength,
    aliases: ['jina-clip-v2'],
    keys: [{ hash: hashKey(apiKey), access: 'embed' }],
    hosts: databaseHosts,
    onLog: (entry) => log.push(entry),
  });
  // A container reaches this machine by another address than its own.
  ({ port } = await server.listen({ port: 0, hostname: '0.0.0.0' }));
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await embedder.close();
});

/** The database that was started; skips with the reason where there is none. */
function given(database: Database | string, context: TestContext): Database {
  if (typeof database === 'string') context.skip(database);
  return database;
}

/** A start that failed has left nothing. */
async function stop(database: Database | string | undefined): Promise<void> {
  if (typeof database === 'object') await database.stop();
}

async function vectorOf(
  content: { text: string } | { image: Uint8Array },
  task: 'query' | 'document' = 'document',
): Promise<Float32Array> {
  const { embeddings } = await embedder.embed([content], { task });
  const [first] = embeddings;
  if (first?.ok !== true) throw new Error('not embedded');
  return first.vector;
}

async function call<Answer>(
  url: string,
  method: string,
  body?: object,
  headers = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

describe('Weaviate', { timeout: 120_000 }, () => {
  let database: Database | string;
  beforeAll(async () => {
    database = await startWeaviate({ port, apiKey });
  }, 120_000);
  afterAll(async () => await stop(database), 60_000);

  interface Stored {
    readonly objects: readonly {
      readonly properties: { readonly title: string };
      readonly vectors?: Record<string, number[]>;
      readonly vector?: number[];
    }[];
  }

  /** Makes a class, fills it in one batch, and gives its vectors by title. */
  async function fill(
    url: string,
    name: string,
    vectorizer: string,
    config: object,
    objects: readonly object[],
    headers = {},
    moduleConfig = {},
  ): Promise<Map<string, Float32Array>> {
    const properties = [
      { name: 'title', dataType: ['text'] },
      { name: 'picture', dataType: ['blob'] },
    ];
    await call(`${url}/v1/schema`, 'POST', {
      class: name,
      properties,
      vectorConfig: { own: { vectorizer: { [vectorizer]: config }, vectorIndexType: 'flat' } },
      moduleConfig,
    });
    const batch = objects.map((one) => ({ class: name, properties: one }));
    const results = await call<readonly { result: { status?: string; errors?: unknown } }[]>(
      `${url}/v1/batch/objects`,
      'POST',
      { objects: batch },
      headers,
    );
    for (const { result } of results)
      expect(result, JSON.stringify(result)).toMatchObject({ status: 'SUCCESS' });
    const stored = await call<Stored>(
      `${url}/v1/objects?class=${name}&include=vector&limit=1000`,
      'GET',
    );
    return new Map(
      stored.objects.map(({ properties: { title }, vectors }) => [
        title,
        Float32Array.from(vectors?.['own'] ?? []),
      ]),
    );
  }

  async function search(url: string, name: string, query: string, headers = {}): Promise<string[]> {
    const { data, errors } = await call<{
      data: { Get: Record<string, { title: string }[]> };
      errors?: unknown;
    }>(
      `${url}/v1/graphql`,
      'POST',
      { query: `{ Get { ${name}(limit: 2, ${query}) { title } } }` },
      headers,
    );
    expect(errors).toBeUndefined();
    return (data.Get[name] ?? []).map(({ title }) => title);
  }

  /** A search whose query the server is asked to embed as a query, or as a document. */
  async function expectTask(
    url: string,
    name: string,
    text: string,
    task: 'query' | 'document',
    headers = {},
  ): Promise<void> {
    tasks.length = 0;
    const query = `nearText: {concepts: [${JSON.stringify(text)}]}`;
    expect(await search(url, name, query, headers)).toContain(text);
    expect(tasks).toEqual([task]);
  }

  it('multi2vec-jinaai: texts and images, prefixes, queries marked', async (context) => {
    const { url, host } = given(database, context);
    const headers = { 'X-Jinaai-Api-Key': apiKey };
    const image = await png('#0000a0');
    const config = {
      baseURL: `http://${host}:${port}`,
      model: 'jina-clip-v2',
      dimensions: 128,
      textFields: ['title'],
    };
    const texts = await fill(
      url,
      'JinaText',
      'multi2vec-jinaai',
      config,
      [{ title: 'a red square' }, { title: 'two dogs' }],
      headers,
    );
    expect(
      cosine(
        texts.get('two dogs') ?? new Float32Array(),
        truncate(await vectorOf({ text: 'two dogs' }), 128),
      ),
    ).toBeGreaterThan(0.999);
    log.length = 0;
    expect((await search(url, 'JinaText', 'nearText: {concepts: ["two dogs"]}', headers))[0]).toBe(
      'two dogs',
    );
    expect(log).toMatchObject([{ route: '/v1/embeddings', status: 200, items: 1 }]);
    await expectTask(url, 'JinaText', 'two dogs', 'query', headers);
    const images = await fill(
      url,
      'JinaImage',
      'multi2vec-jinaai',
      { ...config, textFields: undefined, imageFields: ['picture'] },
      [{ title: 'blue', picture: image.toString('base64') }],
      headers,
    );
    expect(
      cosine(images.get('blue') ?? new Float32Array(), truncate(await vectorOf({ image }), 128)),
    ).toBeGreaterThan(0.999);
  });

  it('text2vec-jinaai: texts in few requests, prefixes, queries marked', async (context) => {
    const { url, host } = given(database, context);
    const headers = { 'X-Jinaai-Api-Key': apiKey };
    const config = {
      baseURL: `http://${host}:${port}`,
      model: 'jina-clip-v2',
      dimensions: 128,
      vectorizeClassName: false,
    };
    const objects = Array.from({ length: 60 }, (_, i) => ({ title: `text number ${i}` }));
    log.length = 0;
    const stored = await fill(url, 'JinaTexts', 'text2vec-jinaai', config, objects, headers);
    expect(stored.size).toBe(60);
    expect(log.filter(({ route }) => route === '/v1/embeddings').length).toBeLessThan(20);
    const document = truncate(await vectorOf({ text: 'text number 7' }), 128);
    expect(cosine(stored.get('text number 7') ?? new Float32Array(), document)).toBeGreaterThan(
      0.999,
    );
    await expectTask(url, 'JinaTexts', 'text number 7', 'query', headers);
  });

  it('text2vec-openai: a hundred objects in few requests, with dimensions', async (context) => {
    const { url, host } = given(database, context);
    const headers = { 'X-Openai-Api-Key': apiKey };
    const config = {
      baseURL: `http://${host}:${port}`,
      model: 'text-embedding-3-small',
      dimensions: 256,
      vectorizeClassName: false,
    };
    const objects = Array.from({ length: 100 }, (_, i) => ({ title: `text number ${i}` }));
    log.length = 0;
    const stored = await fill(url, 'OpenAiText', 'text2vec-openai', config, objects, headers);
    expect(stored.size).toBe(100);
    expect([...stored.values()].every(({ length }) => length === 256)).toBe(true);
    const requests = log.filter(({ route }) => route === '/v1/embeddings');
    expect(requests.reduce((sum, { items = 0 }) => sum + items, 0)).toBe(100);
    expect(requests.length).toBeLessThan(20);
    await expectTask(url, 'OpenAiText', 'text number 7', 'document', headers);
  });

  it('multi2vec-clip and text2vec-transformers: a key within the address, no header', async (context) => {
    const { url } = given(database, context);
    const image = await png('#00a000');
    const clip = await fill(url, 'Clip', 'multi2vec-clip', { imageFields: ['picture'] }, [
      { title: 'green', picture: image.toString('base64') },
    ]);
    expect(
      cosine(clip.get('green') ?? new Float32Array(), await vectorOf({ image })),
    ).toBeGreaterThan(0.999);
    expect(await search(url, 'Clip', 'nearText: {concepts: ["a green square"]}')).toEqual([
      'green',
    ]);
    const texts = await fill(
      url,
      'Transformers',
      'text2vec-transformers',
      { vectorizeClassName: false },
      [{ title: 'two dogs' }, { title: 'a red square' }],
    );
    expect(
      cosine(texts.get('two dogs') ?? new Float32Array(), await vectorOf({ text: 'two dogs' })),
    ).toBeGreaterThan(0.99);
    expect((await search(url, 'Transformers', 'nearText: {concepts: ["two dogs"]}'))[0]).toBe(
      'two dogs',
    );
    await expectTask(url, 'Transformers', 'two dogs', 'query');
  });

  it('multi2vec-cohere: texts and images apart, queries like documents', async (context) => {
    const { url, host } = given(database, context);
    const headers = { 'X-Cohere-Api-Key': apiKey };
    const config = { baseURL: `http://${host}:${port}`, model: 'mini-clip' };
    const image = await png('#a0a000');
    const objects = [{ title: 'two dogs' }, { title: 'a red square' }];
    const texts = { ...config, textFields: ['title'] };
    const stored = await fill(url, 'CohereText', 'multi2vec-cohere', texts, objects, headers);
    const document = await vectorOf({ text: 'two dogs' });
    expect(cosine(stored.get('two dogs') ?? new Float32Array(), document)).toBeGreaterThan(0.99);
    await expectTask(url, 'CohereText', 'two dogs', 'document', headers);
    const images = { ...config, imageFields: ['picture'] };
    const pictures = [{ title: 'yellow', picture: image.toString('base64') }];
    const kept = await fill(url, 'CohereImage', 'multi2vec-cohere', images, pictures, headers);
    expect(
      cosine(kept.get('yellow') ?? new Float32Array(), await vectorOf({ image })),
    ).toBeGreaterThan(0.99);
    expect(log.some(({ route, status }) => route === '/v2/embed' && status === 200)).toBe(true);
  });

  it('text2vec-ollama, and reranker-transformers over what it finds', async (context) => {
    const { url, host } = given(database, context);
    const config = {
      apiEndpoint: `http://:${apiKey}@${host}:${port}`,
      model: 'mini-clip',
      vectorizeClassName: false,
    };
    const objects = [{ title: 'two dogs' }, { title: 'a red square' }];
    const reranked = { 'reranker-transformers': {} };
    const stored = await fill(url, 'OllamaText', 'text2vec-ollama', config, objects, {}, reranked);
    const document = await vectorOf({ text: 'two dogs' });
    expect(cosine(stored.get('two dogs') ?? new Float32Array(), document)).toBeGreaterThan(0.99);
    await expectTask(url, 'OllamaText', 'two dogs', 'document');
    const query =
      'nearText: {concepts: ["two dogs"]}) { title _additional { rerank(property: "title", query: "q") { score } } } } }';
    interface Reranked {
      readonly title: string;
      readonly _additional: { readonly rerank: readonly { readonly score: number }[] };
    }
    const { data, errors } = await call<{
      data: { Get: { OllamaText: readonly Reranked[] } };
      errors?: unknown;
    }>(`${url}/v1/graphql`, 'POST', { query: `{ Get { OllamaText(limit: 2, ${query}` });
    expect(errors).toBeUndefined();
    const scores = data.Get.OllamaText.map(({ title, _additional: { rerank } }) => [
      title,
      rerank[0]?.score,
    ]);
    // The reranker of this test likes long texts.
    expect(scores).toEqual([
      ['a red square', 12],
      ['two dogs', 8],
    ]);
  });
});

describe('Qdrant', { timeout: 120_000 }, () => {
  let database: Database | string;
  beforeAll(async () => {
    database = await startQdrant({ port, apiKey });
  }, 120_000);
  afterAll(async () => await stop(database), 60_000);

  it('embeds documents, images and queries, from coarse to full in one call', async (context) => {
    const { url } = given(database, context);
    const model = 'nestvec/mini-clip';
    const image = (await png('#0000a0')).toString('base64');
    await call(`${url}/collections/shop`, 'PUT', {
      vectors: {
        full: { size: 256, distance: 'Cosine' },
        coarse: { size: 64, distance: 'Cosine' },
      },
    });
    const texts = ['a red square', 'two dogs', 'a green triangle'];
    const points = texts.map((text, id) => ({
      id,
      vector: { full: { text, model }, coarse: { text, model, options: { mrl: 64 } } },
      payload: { text },
    }));
    log.length = 0;
    await call(`${url}/collections/shop/points?wait=true`, 'PUT', {
      points: [
        ...points,
        { id: 9, vector: { full: { image, model } }, payload: { text: 'image' } },
      ],
    });
    expect(log).toMatchObject([{ route: '/qdrant', status: 200, items: 4 }]);
    interface Point {
      readonly id: number;
      readonly vector: { readonly full: number[]; readonly coarse?: number[] };
    }
    const { result } = await call<{ result: readonly Point[] }>(
      `${url}/collections/shop/points`,
      'POST',
      {
        ids: [1, 9],
        with_vector: true,
      },
    );
    const [dogs, picture] = result.toSorted((a, b) => a.id - b.id);
    const expected = await vectorOf({ text: 'two dogs' });
    expect(cosine(Float32Array.from(dogs?.vector.full ?? []), expected)).toBeGreaterThan(0.999);
    expect(
      cosine(Float32Array.from(dogs?.vector.coarse ?? []), truncate(expected, 64)),
    ).toBeGreaterThan(0.999);
    const ofImage = await vectorOf({ image: Buffer.from(image, 'base64') });
    expect(cosine(Float32Array.from(picture?.vector.full ?? []), ofImage)).toBeGreaterThan(0.999);

    log.length = 0;
    tasks.length = 0;
    const text = 'two dogs';
    const found = await call<{
      result: { points: readonly { id: number; score: number }[] };
      usage?: { inference?: { models?: Record<string, { tokens: number }> } };
    }>(`${url}/collections/shop/points/query`, 'POST', {
      query: { text, model, options: { mrl: 256 } },
      using: 'full',
      prefetch: { query: { text, model, options: { mrl: 64 } }, using: 'coarse', limit: 2 },
      limit: 1,
    });
    expect(found.result.points[0]?.id).toBe(1);
    // One request, and one inference for both lengths; a query, by its instruction.
    expect(log).toMatchObject([{ route: '/qdrant', items: 1 }]);
    expect(tasks).toEqual(['query']);
    expect(found.usage?.inference?.models?.[model]?.tokens).toBeGreaterThan(0);
    expect(found.result.points[0]?.score).toBeCloseTo(
      cosine(await vectorOf({ text }, 'query'), expected),
      2,
    );
  });

  it('gives our words for what is wrong to its own client', async (context) => {
    const { url } = given(database, context);
    const asked = call(`${url}/collections/shop/points/query`, 'POST', {
      query: { text: 'a', model: 'other' },
      using: 'full',
    });
    await expect(asked).rejects.toThrow('there is no such model here');
  });
});
