import { createHash } from 'node:crypto';
import { env } from 'node:process';
import { seed, seeded } from '@nestvec/testkit';
import { rerankByLength } from '@nestvec/testkit/embedder';
import { expect, it } from 'vitest';
import { png, testServer } from '../__fixtures__/test-server.ts';

const isFull = (env['NESTVEC_FULL'] ?? '') !== '';

const rightBodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '/v1/embeddings': {
    input: ['a', { text: 'b' }],
    model: 'jina-clip-v2',
    dimensions: 64,
    task: 'retrieval.query',
    embedding_type: 'float',
    encoding_format: 'base64',
    truncate: true,
    normalized: true,
    user: 'x',
  },
  '/embeddings': { input: ['a'], modality: 'text' },
  '/v2/embed': {
    texts: ['a'],
    input_type: 'search_query',
    embedding_types: ['float', 'int8'],
    output_dimension: 64,
    truncate: 'END',
  },
  '/v1/multimodalembeddings': {
    inputs: [{ content: [{ type: 'text', text: 'a' }] }],
    input_type: 'query',
    truncation: true,
    output_dimension: 64,
    encoding_format: 'base64',
  },
  '/api/embed': { input: ['a'], model: 'jina-clip-v2:latest', truncate: true, dimensions: 64 },
  '/embed': { inputs: ['a'], truncate: true, prompt_name: 'query', dimensions: 64 },
  '/rerank': { query: 'a', documents: ['b', ''] },
  '/vectorize': { texts: ['a'], images: null },
  '/vectors': { text: 'a', config: { task_type: 'query', dimensions: 64 } },
  '/qdrant': {
    inputs: [{ data: 'a', data_type: 'text', model: 'jina-clip-v2', options: { mrl: 64 } }],
    inference: 'search',
    token: null,
  },
};

/** What no field expects, each of another kind. */
const wrongValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  '\0',
  '\uD800',
  '💥'.repeat(1000),
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'file:///etc/passwd',
  [],
  [[]],
  [null],
  [[1, 2, 3]],
  [1, 2, 3],
  {},
  { text: null },
  { text: {} },
  { image: [] },
  { text: 'a', image: 'b' },
  { toString: 1, valueOf: 1, length: 1e9 },
  Array.from({ length: 5000 }, () => 'a'),
];

/** A copy with one field, of any depth, replaced or left out. */
function mutated(body: unknown, pick: (below: number) => number): unknown {
  if (typeof body !== 'object' || body === null || pick(4) === 0)
    return wrongValues[pick(wrongValues.length)];
  const copy: Record<string, unknown> | unknown[] = Array.isArray(body) ? [...body] : { ...body };
  const names = Object.keys(copy);
  const name = names[pick(names.length)];
  if (name === undefined) return wrongValues[pick(wrongValues.length)];
  const fields = copy as Record<string, unknown>; // by its own names, or places
  if (pick(6) === 0) delete fields[name];
  else fields[name] = mutated(fields[name], pick);
  return copy;
}

it(
  seeded('answers whatever stands in a body by its description, and never fails'),
  { timeout: isFull ? 1_200_000 : 120_000 },
  async () => {
    const { ask, log } = await testServer({
      limits: { itemsPerRequest: 100, joinMs: 0 },
      reranker: rerankByLength,
    });
    let drawn = 0;
    const pick = (below: number): number =>
      createHash('sha256').update(`${seed} ${drawn++}`).digest().readUInt32BE() % below;
    const seen = new Set<number>();
    for (let i = 0; i < (isFull ? 20_000 : 600); i++) {
      for (const [path, body] of Object.entries(rightBodies)) {
        const sent = mutated(body, pick);
        const { status, problem } = await ask(path, JSON.stringify(sent));
        seen.add(status);
        const isAnswered = status === 200 || ([400, 404].includes(status) && problem !== '');
        expect(
          isAnswered,
          `${path} ${JSON.stringify(sent)?.slice(0, 300)}: ${status} ${problem}`,
        ).toBe(true);
      }
    }
    expect(seen).toEqual(new Set([200, 400, 404]));
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  },
);

it('takes the same bodies before and after', async () => {
  const { ask } = await testServer({ reranker: rerankByLength });
  for (const [path, body] of Object.entries(rightBodies))
    expect((await ask(path, body)).status, path).toBe(200);
});

it('refuses lists of millions by their length', { timeout: 60_000 }, async () => {
  const { ask, calls } = await testServer({ reranker: rerankByLength });
  const many = `[${'0,'.repeat(3_000_000)}0]`;
  for (const [path, name] of [
    ['/v1/embeddings', 'input'],
    ['/embeddings', 'input'],
    ['/v2/embed', 'texts'],
    ['/v2/embed', 'images'],
    ['/v2/embed', 'inputs'],
    ['/v1/multimodalembeddings', 'inputs'],
    ['/api/embed', 'input'],
    ['/embed', 'inputs'],
    ['/rerank', 'documents'],
    ['/vectorize', 'texts'],
    ['/vectorize', 'images'],
    ['/qdrant', 'inputs'],
  ] as const) {
    const { status, problem } = await ask(path, `{"${name}":${many}}`);
    expect([status, problem]).toEqual([
      400,
      `${name}: has 3000001 entries, more than 2048; send fewer at once`,
    ]);
  }
  expect(calls).toEqual([]);
});

it('refuses images that would be huge, or are not what they say', async () => {
  const { ask, calls } = await testServer();
  const huge = Buffer.from(await png());
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  const hostile = [
    huge.toString('base64'),
    `data:image/png;base64,${huge.toString('base64')}`,
    `data:image/png;base64,${'A'.repeat(100_000)}`,
    `data:image/png,${'%00'.repeat(10_000)}`,
    'data:,',
    'data:image/png;base64,',
    `data:${'x'.repeat(100_000)};base64,AAAA`,
  ];
  for (const image of hostile) {
    const { status, json } = await ask('/v1/embeddings', { input: [{ image }] });
    expect(status, image.slice(0, 60)).toBe(400);
    expect(JSON.stringify(json)).not.toContain('root:');
  }
  expect(calls).toEqual([]);
});
