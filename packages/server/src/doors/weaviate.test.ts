import { expect, it } from 'vitest';
import { png, testServer, vectorsOf } from '../__fixtures__/test-server.ts';

it('answers multi2vec-clip to the bit, texts and images apart', async () => {
  const { ask, embedder, calls } = await testServer();
  const image = await png();
  const { status, json } = await ask(
    '/vectorize',
    JSON.stringify({ texts: ['a', 'b'], images: [image.toString('base64')] }),
  );
  expect(status).toBe(200);
  expect(calls.every(({ task }) => task === 'document')).toBe(true);
  const [a, b, c] = await vectorsOf(embedder, [{ text: 'a' }, { text: 'b' }, { image }]);
  expect(json).toEqual({
    textVectors: [Array.from(a ?? []), Array.from(b ?? [])],
    imageVectors: [Array.from(c ?? [])],
    error: '',
  });
  const query = await ask('/d/128/q/vectorize', { texts: ['a'], images: null });
  expect(query.vectors[0]).toHaveLength(128);
  expect(calls.at(-1)?.task).toBe('query');
});

it('answers text2vec-transformers, which marks queries', async () => {
  const { ask, embedder, calls } = await testServer();
  const [vector] = await vectorsOf(embedder, [{ text: 'Shoe red' }]);
  calls.length = 0;
  const passage = await ask('/vectors', { text: 'Shoe red', config: { task_type: 'passage' } });
  expect(passage.json).toEqual({
    text: 'Shoe red',
    dims: 1024,
    vector: Array.from(vector ?? []),
    error: '',
  });
  await ask('/vectors', { text: 'red', config: { task_type: 'query', dimensions: 64 } });
  await ask('/vectors', { text: 'red' });
  expect(calls.map(({ task }) => task)).toEqual(['document', 'query', 'document']);
});

it('takes JSON without a type, as these clients send it, and says what is wrong in a text', async () => {
  const { server, ask } = await testServer();
  for (const [path, body] of [
    ['/vectors', { text: 'a' }],
    ['/vectorize', { texts: ['a'] }],
  ] as const) {
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    const request = new Request(`http://127.0.0.1${path}`, { method: 'POST', body: bytes });
    expect(request.headers.get('content-type')).toBeNull();
    expect((await server.fetch(request)).status).toBe(200);
  }
  const bad = await ask('/vectorize', { images: ['AAAA'] });
  expect(bad.status).toBe(400);
  expect(bad.problem).toMatch(/^images\[0\]: /);
  expect((await ask('/vectors', { text: 5 })).problem).toContain('body.text');
});

it('is ready for Weaviate once the model is, and says which it is', async () => {
  const { ask } = await testServer();
  expect((await ask('/.well-known/ready')).status).toBe(204);
  expect((await ask('/.well-known/live')).status).toBe(204);
  expect((await ask('/meta')).json).toMatchObject({
    model: 'jinaai/jina-clip-v2',
    dimensions: 1024,
  });
});
