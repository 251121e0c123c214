import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from '@mastra/core/agent';
import { createIndex, isNestvecError, type VectorIndex } from '@nestvec/core';
import { notice } from '@nestvec/core/kit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askingModel } from './__fixtures__/asking-model.ts';
import { searchTool, type SearchToolOptions } from './search-tool.ts';

let folder: string;
let index: VectorIndex;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestvec-mastra-'));
  const file = join(folder, 'red.png');
  await sharp({ create: { width: 600, height: 300, channels: 3, background: '#f00' } })
    .png()
    .toFile(file);
  index = (await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'tool' }),
    fields: { lang: 'string', price: 'number', day: 'datetime' },
  })) as VectorIndex; // of any fields
  await index.ingest([
    { id: 'shoe', text: 'a red shoe', metadata: { lang: 'en', price: 7, secret: 'margin' } },
    { id: 'hat', text: 'a hat', image: file, metadata: { lang: 'de', price: 70 } },
    { id: 'away', text: 'far', image: file, uri: '/etc/passwd' },
  ]);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What an agent’s model sees of the tool, and what the app gets. */
async function ask(options: Omit<SearchToolOptions, 'index'>, input: unknown, provider?: string) {
  const { model, calls } = askingModel([input], provider);
  const tools = { search: searchTool({ index, ...options }) };
  const agent = new Agent({
    id: 'a',
    name: 'a',
    instructions: 'Look things up.',
    model: model as never, // the same specification in types of another version
    tools,
  });
  const { text, toolResults } = await agent.generate('find', { maxSteps: 3 });
  const last = calls.at(-1)?.prompt.findLast(({ role }) => role === 'tool');
  const given = last?.role === 'tool' ? last.content[0] : undefined;
  const output = given?.type === 'tool-result' ? given.output : undefined;
  const [result] = toolResults;
  return { text, calls, output, result: result?.payload.result };
}

it('shows an agent what it found, between marks, and the app the same as plain JSON', async () => {
  const { text, output, result } = await ask({ limit: 2 }, { query: 'a red shoe' });
  expect(text).toBe('done');
  const found = result as { id: string }[]; // of that tool
  expect(found).toHaveLength(2);
  expect(found.find(({ id }) => id === 'shoe')).toStrictEqual({
    id: 'shoe',
    text: 'a red shoe',
    score: expect.closeTo(1, 4),
    modality: 'text',
    metadata: { lang: 'en', price: 7, secret: 'margin' },
  });
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  const shown = JSON.stringify(output);
  expect(shown).toContain(notice);
  expect(shown).toMatch(/<passage-[\da-f]{12}>/);
});

it('hands small images of the allowed folders to a model that can see, in the form of its specification', async () => {
  const options = { limit: 9, over: 'both', images: { roots: [folder] } } as const;
  const { output, result } = await ask(options, { query: 'a hat' });
  const parts = output?.type === 'content' ? output.value : [];
  const images = parts.filter(({ type }) => type !== 'text');
  expect(images).toMatchObject([{ type: 'image-data', mediaType: 'image/jpeg' }]);
  const data = images[0]?.type === 'image-data' ? images[0].data : '';
  const { width, height, format } = await sharp(Buffer.from(data, 'base64')).metadata();
  expect([width, height, format]).toEqual([256, 128, 'jpeg']);
  expect(JSON.stringify(parts)).toContain('Image of \\"hat\\":');
  expect(JSON.stringify(result)).not.toContain(data.slice(0, 40));
  expect(JSON.stringify(result)).not.toContain(folder);
  const { output: none } = await ask({ limit: 9, over: 'both' }, { query: 'a hat' });
  expect(JSON.stringify(none)).not.toContain('image/jpeg');
});

it('takes filters over the declared fields that it shows, and shows the model these alone', async () => {
  const show = ['lang'];
  const { calls, result } = await ask({ show, limit: 9 }, { query: 'a', filter: { lang: 'en' } });
  expect(result).toMatchObject([{ id: 'shoe', metadata: { lang: 'en' } }]);
  expect(JSON.stringify(result)).not.toMatch(/secret|price/);
  const [asked] = calls[0]?.tools ?? [];
  const schema = JSON.stringify(asked?.type === 'function' ? asked.inputSchema : undefined);
  expect(schema).toContain('"lang"');
  expect(schema).not.toContain('price');
});

it.each<[string, unknown, string]>([
  ['an undeclared field', { query: 'a', filter: { secret: 'x' } }, 'secret'],
  [
    'an operator that there is not',
    { query: 'a', filter: { price: { $regex: '.' } } },
    'filter.price',
  ],
  ['a value of another type', { query: 'a', filter: { price: 'cheap' } }, 'filter.price'],
  ['a query that is not a text', { query: { $gt: '' } }, 'query'],
  ['an empty query', { query: '' }, 'query'],
  ['a query of a megabyte', { query: 'a'.repeat(1_000_000) }, 'query'],
  ['no query', { filter: { lang: 'en' } }, 'query'],
  ['an argument of its own', { query: 'a', limit: 1_000_000 }, 'limit'],
  ['a list of null', { query: 'a', filter: { $and: [null] } }, 'filter.$and.0'],
  ['a filter that is not one', { query: 'a', filter: 'lang = en' }, 'filter'],
  ['what only a search refuses', { query: 'a', filter: { day: 'yesterday' } }, 'filter.day'],
])('refuses %s from a model with a sentence that names it', async (_, input, name) => {
  const { text, output, result } = await ask({}, input);
  expect(text).toBe('done');
  expect(JSON.stringify(output)).toContain(name);
  expect(JSON.stringify(output)).not.toContain('at Object');
  expect(Array.isArray(result)).toBe(false);
});

it.each(['test', 'openai'])(
  'takes null for what a model of %s leaves out as not asked',
  async (provider) => {
    const filter = { lang: 'en', price: null, $and: null, $or: null, $not: null };
    const { result } = await ask({ limit: 9 }, { query: 'a', filter }, provider);
    expect(result).toMatchObject([{ id: 'shoe' }]);
    const bounds = { lang: null, price: { $gte: 50, $lt: null } };
    const { result: dear } = await ask({ limit: 9 }, { query: 'a', filter: bounds }, provider);
    expect(dear).toMatchObject([{ id: 'hat' }]);
    const { result: all } = await ask({ limit: 9 }, { query: 'a', filter: null }, provider);
    expect(all).toHaveLength(3);
    const missing = { lang: { $exists: false } };
    const { result: away } = await ask({ limit: 9 }, { query: 'a', filter: missing }, provider);
    expect(away).toMatchObject([{ id: 'away' }]);
  },
);

it('searches a view, which the model can’t leave', async () => {
  const tool = searchTool({ index: index.view({ filter: { lang: 'en' } }), limit: 9 });
  const found = await tool.execute?.({ query: 'a hat' }, {} as never);
  expect(found).toMatchObject([{ id: 'shoe' }]);
});

it('ends with the signal of the run', async () => {
  const tool = searchTool({ index });
  const signal = AbortSignal.abort();
  const call = tool.execute?.({ query: 'a hat' }, { abortSignal: signal } as never);
  await expect(call).rejects.toSatisfy((error) => isNestvecError(error, 'aborted'));
});

it.each([
  ['an unknown option', { limits: 3 }, 'options.limits'],
  ['an id that is not a text', { id: 7 }, 'options.id'],
  ['what is not an index', { index: {} }, 'options.index'],
  ['a root that is not a path', { images: { roots: [7] } }, 'options.images.roots[0]'],
])('refuses %s by name', (_, wrong, field) => {
  expect(() => searchTool({ index, ...wrong } as never)).toThrow(
    expect.toSatisfy(
      (error) => isNestvecError(error, 'invalid-input') && error.details.field.startsWith(field),
    ),
  );
});
