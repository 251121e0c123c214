import { truncate } from '@nestvec/core';
import { expect, it } from 'vitest';
import { png, testServer, vectorsOf } from '../__fixtures__/test-server.ts';
import { hashKey } from '../guard/keys.ts';

const model = 'jinaai/jina-clip-v2';
const text = (data: string, options: object | null = null): object => ({
  data,
  data_type: 'text',
  model,
  options,
});

it('embeds a text once for all lengths of a search from coarse to full', async () => {
  const { ask, embedder, calls } = await testServer();
  const inputs = [text('red shoe', { mrl: 1024 }), text('red shoe', { mrl: 64 }), text('red shoe')];
  const { status, json, vectors } = await ask('/qdrant', {
    inputs,
    inference: 'search',
    token: null,
  });
  expect(status).toBe(200);
  expect(calls.splice(0)).toEqual([{ contents: [{ text: 'red shoe' }], task: 'query' }]);
  const [whole = new Float32Array()] = await vectorsOf(embedder, [{ text: 'red shoe' }]);
  expect(vectors.map((one) => Float32Array.from(one))).toEqual([whole, truncate(whole, 64), whole]);
  expect(json).toMatchObject({ usage: { models: { [model]: { tokens: 4 } } } });
});

it('embeds texts, images and objects in their order, as documents', async () => {
  const { ask, embedder, calls } = await testServer();
  const image = await png();
  const base64 = image.toString('base64');
  const inputs = [
    { data: base64, data_type: 'image', model, options: null },
    text('a'),
    { data: { text: 'b' }, data_type: 'object', model, options: { dimensions: 128 } },
    { data: { image: base64 }, data_type: 'object', model, options: {} },
    text('a'),
  ];
  const { vectors } = await ask('/qdrant', { inputs, inference: 'update' });
  expect(calls.every(({ task }) => task === 'document')).toBe(true);
  const [i = new Float32Array(), a, b = new Float32Array()] = await vectorsOf(embedder, [
    { image },
    { text: 'a' },
    { text: 'b' },
  ]);
  expect(vectors.map((one) => Float32Array.from(one))).toEqual([i, a, truncate(b, 128), i, a]);
});

it('says in a text which input is wrong', async () => {
  const { ask } = await testServer();
  const cases: readonly (readonly [readonly object[], RegExp])[] = [
    [[text('a'), text('a'), text('[fail]')], /^inputs\[2\]\.data: /],
    [[text('a', { mrl: 5 })], /^dimensions: /],
    [[{ data: { text: 'a', image: 'b' }, data_type: 'object' }], /^inputs\[0\]\.data: must be/],
    [[{ data: 5, data_type: 'text' }], /^inputs\[0\]\.data: must be/],
    [[{ data: '/etc/passwd', data_type: 'image' }], /^inputs\[0\]\.data: /],
    [[{ data: 'a', data_type: 'video' }], /data_type/],
    [[{ ...text('a'), model: 'other' }], /no such model/],
  ];
  for (const [inputs, problem] of cases) {
    const answer = await ask('/qdrant', { inputs, inference: 'update' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.problem).toMatch(problem);
  }
});

it('takes its key from the body, where Qdrant puts it', async () => {
  const keys = [{ hash: hashKey('the-key-of-qdrant'), access: 'embed' }] as const;
  const { ask } = await testServer({ keys });
  const inputs = [text('a')];
  expect((await ask('/qdrant', { inputs, token: 'the-key-of-qdrant' })).status).toBe(200);
  const headers = { authorization: 'Bearer the-key-of-qdrant' };
  expect((await ask('/qdrant', { inputs }, { headers })).status).toBe(200);
  const wrong = await ask('/qdrant', { inputs, token: 'other' });
  expect([wrong.status, wrong.problem]).toEqual([401, 'this key is not known here']);
  expect((await ask('/qdrant', { inputs })).status).toBe(401);
});
