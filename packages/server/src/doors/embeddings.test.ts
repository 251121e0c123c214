import { truncate } from '@nestvec/core';
import { expect, it } from 'vitest';
import { png, testServer, vectorsOf } from '../__fixtures__/test-server.ts';

const path = '/v1/embeddings';

it('gives what the embedder returns, to the bit, as numbers and as base64', async () => {
  const { ask, embedder } = await testServer();
  const [a, b] = await vectorsOf(embedder, [{ text: 'red shoe' }, { text: 'two dogs' }]);
  const input = ['red shoe', { text: 'two dogs' }];
  const floats = await ask(path, { input, model: 'jina-clip-v2' });
  expect(floats.status).toBe(200);
  expect(floats.vectors.map((one) => Float32Array.from(one))).toEqual([a, b]);
  expect(floats.vectors[0]).toEqual(Array.from(a ?? []));
  const texts = await ask(path, { input, encoding_format: 'base64' });
  const read = texts.vectors.map(
    (one) => new Float32Array(new Uint8Array(Buffer.from(String(one), 'base64')).buffer),
  );
  expect(read).toEqual([a, b]);
  expect(floats.json).toMatchObject({
    object: 'list',
    model: 'jina-clip-v2',
    data: [{ index: 0 }, { index: 1 }],
    usage: { prompt_tokens: 8, total_tokens: 8 },
  });
});

it('gives any prefix, each as a unit vector, and all of it by default', async () => {
  const { ask, embedder } = await testServer();
  const [whole] = await vectorsOf(embedder, [{ text: 'a' }]);
  for (const dimensions of [64, 65, 512, 1000, 1024]) {
    const { vectors } = await ask(path, { input: 'a', dimensions });
    const expected =
      dimensions === 1024 ? whole : truncate(whole ?? new Float32Array(), dimensions);
    expect(Float32Array.from(vectors[0] ?? [])).toEqual(expected);
  }
  expect((await ask(path, { input: 'a', dimensions: null })).vectors[0]).toHaveLength(1024);
  for (const dimensions of [63, 1025, 0, -1, 64.5]) {
    const { status, problem, param } = await ask(path, { input: 'a', dimensions });
    expect(status).toBe(400);
    expect(problem).toContain('64 to 1024');
    expect(param).toBe('dimensions');
  }
});

it('writes whole numbers and signs', async () => {
  const { ask, embedder } = await testServer();
  const [vector = new Float32Array()] = await vectorsOf(embedder, [{ text: 'a' }]);
  const { vectors } = await ask(path, { input: 'a', embedding_type: 'int8' });
  const largest = Math.max(...vector.map(Math.abs));
  expect(vectors[0]).toEqual(
    Array.from(vector, (value) => Math.round((value / largest) * 127) + 0),
  );
  for (const [type, offset] of [
    ['ubinary', 0],
    ['binary', 128],
  ] as const) {
    const signs =
      (await ask(path, { input: 'a', embedding_type: type, dimensions: 64 })).vectors[0] ?? [];
    const [first = 0] = signs;
    const bits = Array.from(vector.slice(0, 8), (value) => (value > 0 ? 1 : 0)).join('');
    expect(signs).toHaveLength(8);
    expect(first + offset).toBe(Number.parseInt(bits, 2));
  }
  expect((await ask(path, { input: 'a', embedding_type: 'float16' })).status).toBe(400);
});

it('embeds images by base64 and data: URL, in the order of the input', async () => {
  const { ask, embedder, calls } = await testServer();
  const [red, blue] = [await png('#a00000'), await png('#0000a0')];
  const input = [
    { image: red.toString('base64') },
    'between',
    { image: `data:image/png;base64,${blue.toString('base64')}` },
  ];
  const { vectors } = await ask(path, { input });
  calls.length = 0;
  const expected = await vectorsOf(embedder, [
    { image: red },
    { text: 'between' },
    { image: blue },
  ]);
  expect(vectors.map((one) => Float32Array.from(one))).toEqual(expected);
});

it('embeds as a query where the client says so, by task, name or path', async () => {
  const { ask, calls } = await testServer();
  const asks: readonly (readonly [string, object, string])[] = [
    [path, { task: 'retrieval.query' }, 'query'],
    [path, { model: 'jina-clip-v2-embed-query' }, 'query'],
    ['/q/v1/embeddings', {}, 'query'],
    ['/d/256/q/v1/embeddings', { task: 'retrieval.passage' }, 'query'],
    [path, { task: 'retrieval.passage' }, 'document'],
    [path, { model: 'jina-clip-v2-embed', task: null }, 'document'],
    ['/d/256/v1/embeddings', {}, 'document'],
  ];
  for (const [where, body, task] of asks) {
    const { vectors } = await ask(where, { input: 'a', ...body });
    expect(calls.splice(0)).toMatchObject([{ task }]);
    expect(vectors[0]).toHaveLength(where.startsWith('/d/256') ? 256 : 1024);
  }
});

it('answers to every name of the model, and to no other', { timeout: 60_000 }, async () => {
  const { ask } = await testServer({ aliases: ['ours'] });
  const models = (await ask('/v1/models')).json as { data: { id: string }[] };
  const ids = models.data.map(({ id }) => id);
  expect(ids).toEqual([
    'jina-clip-v2',
    'jinaai/jina-clip-v2',
    'jina-clip-v2-embed',
    'jina-clip-v2-embed-query',
    'text-embedding-3-small',
    'text-embedding-3-large',
    'ours',
  ]);
  for (const model of models.data)
    expect(model).toMatchObject({ license: 'CC-BY-NC-4.0', root: 'jinaai/jina-clip-v2' });
  for (const model of [...ids, 'JINA-CLIP-V2', undefined])
    expect((await ask(path, { input: 'a', model })).status).toBe(200);
  const other = await ask(path, { input: 'a', model: 'jina-embeddings-v3' });
  expect(other.status).toBe(404);
  expect(other.code).toBe('model_not_found');
});

it('names the input that can’t be embedded, and embeds none', async () => {
  const { ask } = await testServer();
  const cases: readonly (readonly [unknown, string])[] = [
    [['good', 'bad [fail]'], 'input[1]'],
    [['good', ''], 'input[1]'],
    ['', 'input'],
    [['a', { image: 'AAAA' }], 'input[1]'],
  ];
  for (const [input, param] of cases) {
    const answer = await ask(path, { input });
    expect([answer.status, answer.param]).toEqual([400, param]);
    expect(answer.problem).toContain(`${param}: `);
  }
});

it('says what is wrong with an input of another shape', async () => {
  const { ask } = await testServer();
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, 'is missing'],
    [[], 'is empty'],
    [[1, 2, 3], 'check_embedding_ctx_length=False'],
    [[[1, 2], [3]], 'check_embedding_ctx_length=False'],
    [['a', { pdf: 'x' }], '[1] must be a text'],
    [null, 'must be a text'],
    [{ image: 5 }, 'must be a text'],
  ];
  for (const [input, part] of cases) {
    const { status, problem } = await ask(path, { input });
    expect(status).toBe(400);
    expect(problem).toContain(part);
  }
});

it('cuts a long text, unless the client forbids it', async () => {
  const { ask } = await testServer({}, { identity: { maxTokens: 8 } });
  const input = ['short', 'one two three four five six seven eight nine'];
  expect((await ask(path, { input })).status).toBe(200);
  const { status, code, param } = await ask(path, { input, truncate: false });
  expect([status, code, param]).toEqual([400, 'INPUT_TOKEN_LIMIT_EXCEEDED', 'input[1]']);
});

it('says that much is left, which Weaviate waits for', async () => {
  const { ask } = await testServer();
  const { headers } = await ask(path, { input: 'a' });
  for (const kind of ['requests', 'tokens'])
    expect(Number(headers.get(`x-ratelimit-remaining-${kind}`))).toBeGreaterThan(1000);
});
