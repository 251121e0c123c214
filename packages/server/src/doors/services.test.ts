// Routes as other services speak them: the same vectors as at every other door, queries marked, and problems in their own words.
import { truncate } from '@nestvec/core';
import { rerankByLength } from '@nestvec/testkit/embedder';
import { expect, it } from 'vitest';
import { png, testServer, vectorsOf } from '../__fixtures__/test-server.ts';

const partsOf = (text: string) => ({ content: [{ type: 'text', text }] });

it.each([
  ['/embeddings', { input: ['a', 'b'], modality: 'text', dimensions: 64 }],
  ['/v2/embed', { texts: ['a', 'b'], output_dimension: 64 }],
  ['/v2/embed', { inputs: [partsOf('a'), partsOf('b')], output_dimension: 64 }],
  ['/v1/multimodalembeddings', { inputs: [partsOf('a'), partsOf('b')], output_dimension: 64 }],
  ['/api/embed', { model: 'jina-clip-v2:latest', input: ['a', 'b'], dimensions: 64 }],
  ['/embed', { inputs: ['a', 'b'], dimensions: 64 }],
  ['/d/64/embed', { inputs: ['a', 'b'] }],
])('gives what the embedder returns, cut, as a document, at %s', async (path, body) => {
  const { ask, embedder, calls } = await testServer();
  const { status, vectors } = await ask(path, body);
  expect(status).toBe(200);
  expect(calls.splice(0).map(({ task }) => task)).toEqual(['document']);
  const whole = await vectorsOf(embedder, [{ text: 'a' }, { text: 'b' }]);
  expect(vectors.map((one) => Float32Array.from(one))).toEqual(
    whole.map((vector) => truncate(vector, 64)),
  );
});

it.each([
  ['/v2/embed', { texts: ['a'], input_type: 'search_query' }],
  ['/v2/embed', { texts: ['a'], model: 'jina-clip-v2-embed-query' }],
  ['/v1/multimodalembeddings', { inputs: [partsOf('a')], input_type: 'query' }],
  ['/api/embed', { input: 'a', model: 'jina-clip-v2-embed-query:latest' }],
  ['/q/api/embed', { input: 'a' }],
  ['/embed', { inputs: 'a', prompt_name: 'query' }],
  ['/q/embeddings', { input: 'a' }],
])('embeds as a query where the client says so, at %s', async (path, body) => {
  const { ask, calls } = await testServer();
  expect((await ask(path, body)).status).toBe(200);
  expect(calls.map(({ task }) => task)).toEqual(['query']);
});

it('embeds images in each of their forms, and counts them where the service does', async () => {
  const { ask, embedder } = await testServer();
  const image = await png();
  const [vector = new Float32Array()] = await vectorsOf(embedder, [{ image }]);
  const base64 = image.toString('base64');
  const url = `data:image/png;base64,${base64}`;
  for (const [path, body] of [
    ['/embeddings', { input: [url], modality: 'image' }],
    ['/v2/embed', { images: [url] }],
    ['/v2/embed', { inputs: [{ content: [{ type: 'image_url', image_url: { url } }] }] }],
    [
      '/v1/multimodalembeddings',
      { inputs: [{ content: [{ type: 'image_url', image_url: url }] }] },
    ],
    [
      '/v1/multimodalembeddings',
      { inputs: [{ content: [{ type: 'image_base64', image_base64: base64 }] }] },
    ],
  ] as const)
    expect((await ask(path, body)).vectors, path).toEqual([Array.from(vector)]);
  const { json } = await ask('/v2/embed', { images: [url] });
  expect(json).toMatchObject({ meta: { billed_units: { images: 1 } } });
});

it('gives Cohere’s clients several encodings at once', async () => {
  const { ask } = await testServer();
  const body = { texts: ['a'], embedding_types: ['float', 'int8', 'base64'], output_dimension: 64 };
  const { json } = await ask('/v2/embed', body);
  const { embeddings } = json as { embeddings: Record<string, unknown[]> };
  expect(Object.keys(embeddings)).toEqual(['float', 'int8', 'base64']);
  expect(embeddings['float']?.[0]).toHaveLength(64);
  expect(embeddings['int8']?.[0]).toHaveLength(64);
  expect(Buffer.from(String(embeddings['base64']?.[0]), 'base64')).toHaveLength(256);
});

it.each([
  ['/v2/embed', { texts: ['a'], images: ['b'] }, 'exactly one of', 'message'],
  ['/v2/embed', {}, 'exactly one of', 'message'],
  ['/v2/embed', { inputs: [{ content: [] }] }, 'has 0 parts', 'message'],
  ['/v2/embed', { texts: ['a', ''] }, 'texts[1]', 'message'],
  ['/v2/embed', { images: ['AAAA'] }, 'images[0]', 'message'],
  ['/v2/embed', { texts: ['a b c'], truncate: 'NONE' }, 'texts[0]', 'message'],
  [
    '/v1/multimodalembeddings',
    { inputs: [{ content: [...partsOf('a').content, ...partsOf('b').content] }] },
    'has 2 parts',
    'detail',
  ],
  [
    '/v1/multimodalembeddings',
    { inputs: [partsOf('a b c')], truncation: false },
    'inputs[0]',
    'detail',
  ],
  ['/v1/multimodalembeddings', { inputs: [] }, 'is empty', 'detail'],
  ['/api/embed', { input: [[1, 2]] }, 'another model’s tokenizer', 'error'],
  ['/api/embed', { input: ['a', ''] }, 'input[1]', 'error'],
  ['/api/embed', { input: 'a b c', truncate: false }, 'input: has more', 'error'],
  ['/embed', { inputs: 'a b c', truncate: false }, 'inputs: has more', 'error'],
  ['/embed', { inputs: [] }, 'is empty', 'error'],
  ['/embeddings', { input: ['a'], modality: 'audio' }, 'must be text or image', 'detail'],
  ['/embeddings', { input: ['AAAA'], modality: 'image' }, 'input[0]', 'detail'],
])('says at %s what is wrong with %j', async (path, body, problem, field) => {
  const { ask } = await testServer({}, { identity: { maxTokens: 4 } });
  const { status, json } = await ask(path, body);
  expect(status).toBe(400);
  expect((json as Record<string, unknown>)[field]).toContain(problem);
});

it.each([
  ['/v2/embed', { texts: ['a'] }],
  ['/v1/multimodalembeddings', { inputs: [partsOf('a')] }],
  ['/api/embed', { input: 'a' }],
])('knows no other model, at %s', async (path, body) => {
  const { ask } = await testServer();
  const { status, problem } = await ask(path, { ...body, model: 'other' });
  expect([status, problem]).toEqual([404, expect.stringContaining('no such model')]);
});

it('says which model it is, to clients of Text Embeddings Inference', async () => {
  const { ask } = await testServer();
  expect((await ask('/info')).json).toMatchObject({
    model_id: 'jinaai/jina-clip-v2',
    max_input_length: 512,
    max_client_batch_size: 2048,
  });
});

it('scores every document for Weaviate’s reranker, in their order, those without words last', async () => {
  const { ask } = await testServer({ reranker: rerankByLength });
  const { json } = await ask('/rerank', {
    query: 'q',
    documents: ['a', ' ', 'ccc'],
    property: 'x',
  });
  expect(json).toEqual({
    query: 'q',
    scores: [
      { document: 'a', score: 1 },
      { document: ' ', score: -1 },
      { document: 'ccc', score: 3 },
    ],
  });
  const { ask: bare } = await testServer();
  expect((await bare('/rerank', { query: 'q', documents: ['a'] })).status).toBe(404);
});
