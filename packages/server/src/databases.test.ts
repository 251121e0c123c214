// Databases as clients, each started here with the address of the server under test in its configuration. What differs between versions
// of Qdrant is undocumented there, so this names the version that it saw.
import { cosine, type Embedder } from '@nestvec/core';
import { truncate } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, startQdrant, startWeaviate } from './__fixtures__/binary.ts';
import { png } from './__fixtures__/test-server.ts';
import { createServer, type Server } from './create-server.ts';
import { hashKey } from './guard/keys.ts';
import type { LogEntry } from './log.ts';

const apiKey = 'a-key-of-the-databases';
const log: LogEntry[] = [];
let embedder: Embedder;
let server: Server;
let port: number;

beforeAll(async () => {
  embedder = await onnx({ directory: modelDirectory });
  server = createServer({
    embedder,
    aliases: ['jina-clip-v2'],
    keys: [{ hash: hashKey(apiKey), access: 'embed' }],
    onLog: (entry) => log.push(entry),
  });
  ({ port } = await server.listen({ port: 0 }));
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await embedder.close();
});

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

const weaviateBinary = process.env['NESTVEC_WEAVIATE_BINARY'];
const noWeaviate = 'no Weaviate to start: set NESTVEC_WEAVIATE_BINARY to its program';

describe('Weaviate', { timeout: 120_000 }, () => {
  let database: Database | undefined;
  beforeAll(async () => {
    if (weaviateBinary === undefined) return;
    database = await startWeaviate(weaviateBinary, `http://:${apiKey}@127.0.0.1:${port}`);
  }, 120_000);
  afterAll(async () => await database?.stop(), 60_000);

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
  ): Promise<Map<string, Float32Array>> {
    const properties = [
      { name: 'title', dataType: ['text'] },
      { name: 'picture', dataType: ['blob'] },
    ];
    await call(`${url}/v1/schema`, 'POST', {
      class: name,
      properties,
      vectorConfig: { own: { vectorizer: { [vectorizer]: config }, vectorIndexType: 'flat' } },
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

  it('multi2vec-jinaai: texts and images, prefixes, queries marked', async (context) => {
    context.skip(database === undefined, noWeaviate);
    const url = database?.url ?? '';
    const headers = { 'X-Jinaai-Api-Key': apiKey };
    const image = await png('#0000a0');
    const config = {
      baseURL: `http://127.0.0.1:${port}`,
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

  it('text2vec-openai: a hundred objects in few requests, with dimensions', async (context) => {
    context.skip(database === undefined, noWeaviate);
    const url = database?.url ?? '';
    const headers = { 'X-Openai-Api-Key': apiKey };
    const config = {
      baseURL: `http://127.0.0.1:${port}`,
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
  });

  it('multi2vec-clip and text2vec-transformers: a key within the address, no header', async (context) => {
    context.skip(database === undefined, noWeaviate);
    const url = database?.url ?? '';
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
  });
});

const qdrantBinary = process.env['NESTVEC_QDRANT_BINARY'];
const noQdrant = 'no Qdrant to start: set NESTVEC_QDRANT_BINARY to its program';

describe('Qdrant', { timeout: 120_000 }, () => {
  let database: Database | undefined;
  beforeAll(async () => {
    if (qdrantBinary === undefined) return;
    database = await startQdrant(qdrantBinary, `http://127.0.0.1:${port}/qdrant`, apiKey);
  }, 120_000);
  afterAll(async () => await database?.stop(), 60_000);

  it('embeds documents, images and queries, from coarse to full in one call', async (context) => {
    context.skip(database === undefined, noQdrant);
    const url = database?.url ?? '';
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
    expect(found.usage?.inference?.models?.[model]?.tokens).toBeGreaterThan(0);
    expect(found.result.points[0]?.score).toBeCloseTo(
      cosine(await vectorOf({ text }, 'query'), expected),
      2,
    );
  });

  it('gives our words for what is wrong to its own client', async (context) => {
    context.skip(database === undefined, noQdrant);
    const url = database?.url ?? '';
    const asked = call(`${url}/collections/shop/points/query`, 'POST', {
      query: { text: 'a', model: 'other' },
      using: 'full',
    });
    await expect(asked).rejects.toThrow('there is no such model here');
  });
});
