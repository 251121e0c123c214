import { describe, expect, it } from 'vitest';
import { unsupported } from '../errors.ts';
import type { Modality } from '../spec/models.ts';
import type { VectorRecord } from '../record/record.ts';
import type { IndexHit } from '../vector-index/search-index.ts';
import type { IndexSearchOptions } from '../vector-index/search-options.ts';
import { joinPassages, toPassage } from './found-passage.ts';
import { neighborPassages } from './neighbor-passages.ts';
import { factsAsJson } from './passage.ts';
import type { Reranker } from './reranker.ts';
import { retrieve, type RetrieveOptions } from './retrieve.ts';

/** Five passages of one document, ten code units each, of which each repeats two of the one before. */
const text = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP';
const records: VectorRecord[] = Array.from({ length: 5 }, (_, i) => ({
  id: `p${i}`,
  vectors: {},
  text: text.slice(i * 8, i * 8 + 10),
  uri: '/docs/a.md',
  parentId: 'a.md',
  metadata: {
    passage: factsAsJson({
      document: 'a.md',
      start: i * 8,
      end: i * 8 + 10,
      headings: ['A'],
      previous: i > 0 ? `p${i - 1}` : undefined,
      next: i < 4 ? `p${i + 1}` : undefined,
    }),
  },
}));

function hit(id: string, score: number, modality: Modality = 'text'): IndexHit {
  const record = records.find((one) => one.id === id);
  const { text: own = '', uri, parentId, metadata = {} } = record ?? {};
  return { id, score, modality, lists: {}, text: own, uri, parentId, metadata };
}

/** An image that stands in a passage. */
function image(id: string, passage: string, score: number): IndexHit {
  const facts = { document: 'a.md', start: 3, end: 3, headings: ['A'] };
  const metadata = { passage: factsAsJson(facts) };
  return {
    id,
    score,
    modality: 'image',
    lists: {},
    text: 'a shoe',
    uri: `/docs/${id}.png`,
    parentId: passage,
    metadata,
  };
}

interface Fake {
  readonly index: Parameters<typeof retrieve>[0];
  readonly searched: IndexSearchOptions[];
  readonly got: (readonly string[])[];
}

function fake(hits: readonly IndexHit[], keyword = false): Fake {
  const searched: IndexSearchOptions[] = [];
  const got: (readonly string[])[] = [];
  const store = {
    get: async (ids: readonly string[]) => {
      got.push(ids);
      return ids.map((id) => records.find((record) => record.id === id));
    },
  };
  const index = {
    spec: { keyword },
    store,
    search: async (_: unknown, options: IndexSearchOptions = {}) => {
      searched.push(options);
      if (options.words !== undefined && !keyword)
        throw unsupported('words', 'fake', 'leave it out');
      const usage = { tokens: 3, requests: 1 };
      return { hits: hits.slice(0, options.limit), explain: { lists: [] }, usage };
    },
  };
  // Of a store, retrieve asks for no more than that.
  return { index: index as unknown as Fake['index'], searched, got };
}

async function idsOf(hits: readonly IndexHit[], options?: RetrieveOptions): Promise<string[]> {
  return (await retrieve(fake(hits).index, 'q', options)).passages.map(({ id }) => id);
}

const backwards: Reranker = {
  rerank: async (_, texts, { limit }) =>
    texts
      .map((_text, index) => ({ index, score: index }))
      .toReversed()
      .slice(0, limit),
};

describe('retrieve', () => {
  it('gives passages with where they lie, and asks for no more', async () => {
    const { index, got } = fake([hit('p1', 0.9), hit('p3', 0.8)]);
    const { passages, usage } = await retrieve(index, 'q');
    expect(passages).toMatchObject([
      {
        id: 'p1',
        score: 0.9,
        modality: 'text',
        text: text.slice(8, 18),
        uri: '/docs/a.md',
        facts: { document: 'a.md', start: 8, end: 18, headings: ['A'] },
        before: [],
        after: [],
        images: [],
      },
      { id: 'p3' },
    ]);
    expect(usage).toEqual({ tokens: 3, requests: 1 });
    expect(got).toEqual([]);
  });

  it('counts an image for the passage that it stands in, which is named once', async () => {
    const hits = [image('x', 'p2', 0.3), hit('p1', 0.9), image('y', 'p1', 0.2), hit('p2', 0.7)];
    const { index, got } = fake(hits);
    const { passages } = await retrieve(index, 'q');
    expect(passages).toMatchObject([
      {
        id: 'p2',
        modality: 'image',
        score: 0.3,
        text: text.slice(16, 26),
        images: [{ id: 'x', uri: '/docs/x.png', alt: 'a shoe' }],
      },
      { id: 'p1', modality: 'text', images: [{ id: 'y' }] },
    ]);
    expect(got).toEqual([]);
  });

  it('loads the passages of images that were not found themselves, in one request', async () => {
    const { index, got } = fake([image('x', 'p2', 0.3), image('y', 'p4', 0.2)]);
    const { passages } = await retrieve(index, 'q');
    expect(passages.map(({ id, text: own }) => [id, own])).toEqual([
      ['p2', records[2]?.text],
      ['p4', records[4]?.text],
    ]);
    expect(got).toEqual([['p2', 'p4']]);
  });

  it('gives an image of no passage, and any other record, as it is', async () => {
    const seen = { score: 0.1, modality: 'image', lists: {} } as const;
    const other: IndexHit = { ...seen, id: 'o', uri: 'o.png', metadata: {} };
    expect(await idsOf([image('x', 'gone', 0.3), other])).toEqual(['x', 'o']);
  });

  it('brings neighbors along, from both sides, one request for a step', async () => {
    const { index, got } = fake([hit('p1', 0.9), hit('p4', 0.8)]);
    const { passages } = await retrieve(index, 'q', { neighbors: 2 });
    const rows = passages.map(({ before, id, after }) => [
      before.map((one) => one.id),
      id,
      after.map((one) => one.id),
    ]);
    expect(rows).toEqual([
      [['p0'], 'p1', ['p2', 'p3']],
      [['p2', 'p3'], 'p4', []],
    ]);
    expect(got).toEqual([['p0', 'p2', 'p3']]);
    const [first] = passages;
    if (first === undefined) throw new Error('nothing was found');
    expect(joinPassages([...first.before, first, ...first.after])).toBe(text.slice(0, 34));
  });

  it('ends with the document where more neighbors are asked for, however many', async () => {
    const { index } = fake([hit('p1', 0.9)]);
    const { passages } = await retrieve(index, 'q', { neighbors: Number.MAX_SAFE_INTEGER });
    expect(passages[0]?.before.map(({ id }) => id)).toEqual(['p0']);
    expect(passages[0]?.after.map(({ id }) => id)).toEqual(['p2', 'p3', 'p4']);
  });

  it('follows no facts round in a circle', async () => {
    const circle = [0, 1, 2].map((n): VectorRecord => {
      const beside = { previous: `c${(n + 2) % 3}`, next: `c${(n + 1) % 3}` };
      const facts = { document: 'c', start: n, end: n + 1, headings: [], ...beside };
      return { id: `c${n}`, vectors: {}, metadata: { passage: factsAsJson(facts) } };
    });
    const get = async (ids: readonly string[]): Promise<(VectorRecord | undefined)[]> =>
      await Promise.resolve(ids.map((id) => circle.find((one) => one.id === id)));
    const [row] = await neighborPassages({ get }, circle.slice(0, 1).map(toPassage), 1e9);
    expect(row?.before.map(({ id }) => id)).toEqual(['c2']);
    expect(row?.after.map(({ id }) => id)).toEqual(['c1']);
  });

  it('refuses a number of neighbors that is not one, before it searches', async () => {
    const { index, searched } = fake([hit('p1', 0.9)]);
    await expect(retrieve(index, 'q', { neighbors: -1 })).rejects.toThrow(
      'options.neighbors: must be 0 or a positive integer, got -1',
    );
    expect(searched).toEqual([]);
  });

  it('looks for words where the collection keeps them, unless the caller says otherwise', async () => {
    const able = fake([hit('p1', 0.9)], true);
    await retrieve(able.index, 'shoe');
    await retrieve(able.index, 'shoe', { words: false });
    await retrieve(able.index, { image: 'shoe.png' });
    expect(able.searched.map(({ words }) => words)).toEqual(['shoe', undefined, undefined]);
    const unable = fake([hit('p1', 0.9)]);
    await retrieve(unable.index, 'shoe');
    expect(unable.searched[0]?.words).toBeUndefined();
    await expect(retrieve(unable.index, 'shoe', { words: true })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('looks at more hits than it gives', async () => {
    const { index, searched } = fake([]);
    await retrieve(index, 'q');
    await retrieve(index, 'q', { limit: 3, candidates: 50 });
    expect(searched.map(({ limit }) => limit)).toEqual([20, 50]);
  });

  it('lets a reranker order them, of which those without text come last', async () => {
    const hits = [image('x', 'gone', 0.3), hit('p1', 0.9), hit('p2', 0.8), hit('p3', 0.7)];
    const bare = hits.map((one) => (one.id === 'x' ? { ...one, text: '' } : one));
    expect(await idsOf(bare, { reranker: backwards })).toEqual(['p3', 'p2', 'p1', 'x']);
    expect(await idsOf(bare, { reranker: backwards, limit: 2 })).toEqual(['p3', 'p2']);
    const { passages } = await retrieve(fake(hits).index, 'q', { reranker: backwards });
    expect(passages[0]).toMatchObject({ id: 'p3', rerankScore: 3, score: 0.7 });
  });

  it('refuses a reranker where there is no text to order by', async () => {
    const { index } = fake([]);
    await expect(
      retrieve(index, { image: 'a.png' }, { reranker: backwards }),
    ).rejects.toMatchObject({ details: { field: 'reranker' } });
  });
});
