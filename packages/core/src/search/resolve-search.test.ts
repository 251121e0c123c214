import { describe, expect, it } from 'vitest';
import { testSpec, unitVector } from '../__fixtures__/spec.ts';
import { finishSearch, type Candidate } from './finish-search.ts';
import { coarseAndFull } from './coarse-and-full.ts';
import { resolveSearch, resolveWords, type SearchContext } from './resolve-search.ts';
import type { SearchRequest } from './search.ts';
import { cutterVersion, foreignCutter } from '../words/word-cutter.ts';
import { dot, truncate } from '../vector.ts';

const context: SearchContext = {
  spec: testSpec,
  incomplete: [],
  database: 'test',
  maxLimit: 1000,
  capabilities: {
    namedVectors: 'native',
    addVector: true,
    coarseToFull: 'emulated',
    words: false,
    quantization: ['none'],
    facets: 'emulated',
    sort: 'emulated',
    textFilter: false,
    startsWith: false,
    exact: true,
    tenants: 'field',
    aliases: false,
    readAfterWrite: 'immediate',
    machines: 'one',
  },
};
const request: SearchRequest = { vector: unitVector(64, 1), using: 'image' };

describe('resolveSearch', () => {
  it('fills in defaults and truncates the query to the named vector', () => {
    const search = resolveSearch({ ...request, using: 'image_32' }, context);
    expect(search).toMatchObject({
      limit: 10,
      offset: 0,
      depth: 100,
      candidates: 100,
      minScore: -1,
      exact: false,
    });
    expect(search.vector).toEqual(truncate(request.vector, 32));
  });

  it('asks for oversample times depth candidates where there is a second stage, whatever the page', () => {
    const coarse = { ...request, using: 'image_32', rescore: 'image', limit: 5, offset: 5 };
    expect(resolveSearch(coarse, context).candidates).toBe(400);
    expect(resolveSearch({ ...coarse, limit: 1, offset: 0 }, context).candidates).toBe(400);
    expect(resolveSearch({ ...coarse, depth: 10, oversample: 1.25 }, context).candidates).toBe(13);
  });

  it('takes what the database gives where it gives fewer than usual, and refuses more than that', () => {
    const little = { ...context, maxLimit: 50 };
    const coarse = { ...request, using: 'image_32', rescore: 'image' };
    expect(resolveSearch(coarse, little)).toMatchObject({ depth: 50, candidates: 50 });
    expect(() => resolveSearch({ ...coarse, depth: 51 }, little)).toThrow('depth: is 51');
    expect(() => resolveSearch({ ...coarse, depth: 30 }, little)).toThrow(
      'asks for 120 candidates',
    );
    expect(() => resolveSearch({ ...coarse, limit: 51 }, little)).toThrow(
      'depth: is 50, and limit + offset is 51; test gives at most 50 hits',
    );
  });

  it('takes words alone, and refuses what only a vector’s list has', () => {
    const words = { words: 'Red shoe, red', limit: 5 };
    const able = { ...context, spec: { ...testSpec, keyword: true, cutter: cutterVersion } };
    expect(resolveWords(words, able)).toMatchObject({ words: ['red', 'shoe'], candidates: 100 });
    expect(() => resolveWords(words, context)).toThrow('words: things does not keep the words');
    const others = { ...able, spec: { ...able.spec, cutter: '0/icu-0' } };
    expect(() => resolveWords(words, others)).toThrow('were cut by the rules 0/icu-0');
    expect(() => resolveWords(words, { ...able, incomplete: ['_words'] })).toThrow('not all cut');
    const theirs = { ...able, spec: { ...able.spec, cutter: foreignCutter } };
    expect(resolveWords(words, theirs).words).toEqual(['Red shoe, red']);
    const both = { ...words, vector: unitVector(64, 1) } as unknown as typeof words; // callers without types
    expect(() => resolveWords(both, context)).toThrow('vector: is for a search by a vector');
    const scored = { ...words, minScore: 0.5 };
    expect(() => resolveWords(scored, context)).toThrow('minScore: is for a search by a vector');
  });

  it.each<[string, object, string]>([
    [
      'a query of another length',
      { vector: unitVector(32, 1) },
      'vector: has 32 dimensions where 64 are expected',
    ],
    ['a query with NaN', { vector: new Float32Array(64).fill(Number.NaN) }, 'vector: holds NaN'],
    ['an unknown vector', { using: 'picture' }, 'using: "picture" is not a named vector of things'],
    [
      'a second stage of another modality',
      { using: 'image_32', rescore: 'text' },
      'rescore: text is made from text and image_32 from image',
    ],
    ['a second stage that is shorter', { using: 'image', rescore: 'image_32' }, 'swap the two'],
    ['limit 0', { limit: 0 }, 'limit: must be a positive integer, got 0'],
    ['a negative offset', { offset: -1 }, 'offset: must be 0 or a positive integer'],
    [
      'oversample below 1',
      { using: 'image_32', rescore: 'image', oversample: 0.5 },
      'oversample: must be at least 1',
    ],
    [
      'a page beyond the list',
      { limit: 60, offset: 41 },
      'depth: is 100, and limit + offset is 101; pass depth: 101 or more',
    ],
    ['depth 0', { depth: 0 }, 'depth: must be a positive integer, got 0'],
    ['a misspelt option', { fitler: {} }, 'request: unknown option fitler; did you mean filter?'],
    [
      'a misspelt part',
      { include: { vector: ['text'] } },
      'include: unknown option vector; did you mean vectors?',
    ],
    ['minScore outside of a cosine', { minScore: 2 }, 'minScore: must be from -1 to 1'],
    ['a filter on an undeclared field', { filter: { brand: 'x' } }, 'filter.brand'],
    ['words beside a vector', { words: 'red' }, 'vector: is for a search by a vector'],
    [
      'words where there is no full text',
      { words: 'red', vector: undefined, using: undefined },
      'test does not support a search by words',
    ],
  ])('refuses %s', (_case, change, message) => {
    expect(() => resolveSearch({ ...request, ...change }, context)).toThrow(message);
  });

  it('refuses an exact search where the database has none', () => {
    const capabilities = { ...context.capabilities, exact: false };
    const search = (): unknown =>
      resolveSearch({ ...request, exact: true }, { ...context, capabilities });
    expect(search).toThrow('test does not support a search without its approximate index');
  });

  it('does not search over a vector whose backfill is not complete, unless that is allowed', () => {
    const backfilling = { ...context, incomplete: ['image_32'] };
    const search = { ...request, using: 'image_32' };
    expect(() => resolveSearch(search, backfilling)).toThrow(
      'the backfill of image_32 is not complete',
    );
    expect(() => resolveSearch({ ...search, allowIncomplete: true }, backfilling)).not.toThrow();
  });
});

describe('finishSearch', () => {
  const candidates = Array.from({ length: 20 }, (_, i): Candidate => {
    const rescoreVector = unitVector(64, i + 2);
    return {
      hit: { id: `id${i}`, score: 0, metadata: {}, approximate: true },
      rescoreVector,
    };
  });

  it('orders candidates by the full vector and drops those without one', () => {
    const search = resolveSearch(
      { ...request, using: 'image_32', rescore: 'image', limit: 20, oversample: 1 },
      context,
    );
    const without: Candidate = { hit: { id: 'none', score: 1, metadata: {} } };
    const hits = finishSearch([...candidates, without], search);
    expect(hits).toHaveLength(20);
    for (const hit of hits) {
      const { rescoreVector } = candidates[Number(hit.id.slice(2))] ?? {};
      expect(hit.score).toBeCloseTo(dot(rescoreVector ?? new Float32Array(64), request.vector), 6);
      expect(hit.approximate).toBeUndefined();
    }
    expect(hits.map((hit) => hit.score)).toEqual(
      hits.map((hit) => hit.score).sort((a, b) => b - a),
    );
  });

  it('orders equal scores by id, keeps a score of exactly minScore, and pages without gaps', () => {
    const equal = ['c', 'a', 'b', 'd'].map((id): Candidate => ({
      hit: { id, score: 0.5, metadata: {} },
    }));
    const page = (offset: number): string[] =>
      finishSearch(
        equal,
        resolveSearch({ ...request, limit: 2, offset, minScore: 0.5 }, context),
      ).map((hit) => hit.id);
    expect([...page(0), ...page(2)]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('rescores exactly the best candidates, of equal ones those of the smallest ids', () => {
    const tied = candidates.map((candidate): Candidate => ({
      ...candidate,
      hit: { ...candidate.hit, score: 0.5 },
    }));
    const few = { using: 'image_32', rescore: 'image', limit: 3, depth: 3, oversample: 1 };
    const hits = finishSearch(tied, resolveSearch({ ...request, ...few }, context));
    expect(hits.map(({ id }) => id).toSorted()).toEqual(['id0', 'id1', 'id10']);
  });
});

describe('coarseAndFull', () => {
  it('pairs the smallest with the largest vector of a modality', () => {
    expect(coarseAndFull(testSpec, 'image')).toEqual({ using: 'image_32', rescore: 'image' });
    expect(coarseAndFull(testSpec, 'text')).toEqual({ using: 'text' });
  });
});
