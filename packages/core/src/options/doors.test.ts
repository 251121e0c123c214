import { describe, expect, it } from 'vitest';
import { compareEmbedders } from '../compare/compare-embedders.ts';
import { estimateCost } from '../cost/estimate-cost.ts';
import { findModel } from '../hub/find.ts';
import { listModels } from '../hub/list.ts';
import { pullModel } from '../hub/pull.ts';
import { verifyFiles } from '../hub/verify.ts';
import { deadLetterSources } from '../journal/dead-letter-file.ts';
import { jina } from '../remote/jina.ts';
import { jinaReranker } from '../remote/jina-reranker.ts';
import { chunk } from '../passage/chunk.ts';
import { joinPassages } from '../passage/found-passage.ts';
import { neighborPassages } from '../passage/neighbor-passages.ts';
import { passages } from '../passage/passages.ts';
import { cosine, normalize, truncate } from '../vector.ts';
import { sagemaker } from '../remote/sagemaker.ts';

const apiKey = 'key';
const client = { send: async () => await Promise.resolve({}) };

/** What a door throws or rejects with. */
async function problemOf(enter: () => unknown): Promise<string> {
  try {
    await enter();
    return 'accepted';
  } catch (error) {
    return String(error);
  }
}

describe('a time-out that a timer can’t wait', () => {
  const tooLong = 3_000_000_000;
  it.each<[string, () => unknown]>([
    ['jina.timeoutMs', () => jina({ apiKey, timeoutMs: tooLong })],
    ['jina.imageLimits.timeoutMs', () => jina({ apiKey, imageLimits: { timeoutMs: tooLong } })],
    ['jinaReranker.timeoutMs', () => jinaReranker({ apiKey, timeoutMs: tooLong })],
    [
      'sagemaker.timeoutMs',
      () => sagemaker({ endpointName: 'e', shape: 'clip-v2', client, timeoutMs: tooLong }),
    ],
    [
      'idleTimeoutMs',
      async () =>
        await pullModel({ model: 'jinaai/jina-clip-v2', idleTimeoutMs: tooLong, offline: true }),
    ],
  ])('is refused as %s, with the maximum', async (path, enter) => {
    expect(await problemOf(enter)).toContain(
      `${path}: must be a whole number of milliseconds, from 1 to 2147483647`,
    );
  });
});

describe('a key with a line break', () => {
  it.each<[string, (key: string) => unknown]>([
    ['jina.apiKey', (key) => jina({ apiKey: key })],
    ['jinaReranker.apiKey', (key) => jinaReranker({ apiKey: key })],
    [
      'token',
      async (key) => await pullModel({ model: 'jinaai/jina-clip-v2', token: key, offline: true }),
    ],
  ])('is refused as %s, and not repeated', async (path, enter) => {
    for (const key of ['SECRET\nKEY', 'SECRETKEY\n']) {
      const problem = await problemOf(() => enter(key));
      expect(problem).toContain(`${path}: is empty or holds a character`);
      expect(problem).not.toContain('SECRET');
    }
  });
});

describe('what is not what a function takes', () => {
  const store = { get: async () => await Promise.resolve([]) };
  const embedder = { identity: { maxTokens: 512 }, measure: () => [], embed: () => [] };
  const count = async (texts: readonly string[]) => await Promise.resolve(texts.map(() => 1));
  const all = async (values: AsyncIterable<unknown>) => {
    for await (const _ of values);
  };
  const reranker = jinaReranker({ apiKey });
  // Callers without types pass anything.
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const wrong = (value: unknown): never => value as never; // see above
  const hosted = async (contents: unknown, options: unknown): Promise<unknown> =>
    await jina({ apiKey }).embed(wrong(contents), wrong(options));

  it.each<[path: string, enter: () => unknown]>([
    ['options.task', () => hosted([], undefined)],
    ['options.task', () => hosted([], { task: circle })],
    ['contents', () => hosted('a text', { task: 'query' })],
    ['jinaReranker', () => jinaReranker(wrong(null))],
    ['jinaReranker.retries', () => jinaReranker({ apiKey, retries: Number.NaN })],
    ['jinaReranker.model', () => jinaReranker({ apiKey, model: wrong(circle) })],
    ['query', () => reranker.rerank(wrong(5), ['a'], { limit: 1 })],
    ['texts', () => reranker.rerank('q', wrong('a'), { limit: 1 })],
    ['texts.0', () => reranker.rerank('q', wrong([null]), { limit: 1 })],
    ['options.limit', () => reranker.rerank('q', ['a'], wrong(undefined))],
    ['options', () => pullModel(wrong(undefined))],
    ['first', () => compareEmbedders(wrong(null), wrong(embedder), [])],
    ['second', () => compareEmbedders(wrong(embedder), wrong(Promise.resolve(embedder)), [])],
    ['contents', () => compareEmbedders(wrong(embedder), wrong(embedder), wrong(null))],
    ['options', () => compareEmbedders(wrong(embedder), wrong(embedder), [], wrong(null))],
    ['items', () => estimateCost(wrong('a text'))],
    ['options', () => estimateCost([], wrong(null))],
    ['options.embedder', () => all(passages([], wrong(undefined)))],
    ['entries', () => all(passages(wrong(null), { embedder: wrong(embedder) }))],
    ['document', () => all(chunk(wrong({ text: 5 }), { count, maxTokens: 64 }))],
    ['options', () => all(chunk({ text: 'a' }, wrong(undefined)))],
    ['count', () => all(chunk({ text: 'a' }, wrong({ maxTokens: 64 })))],
    ['maxTokens', () => all(chunk({ text: 'a' }, { count, maxTokens: wrong(circle) }))],
    ['passages', () => joinPassages(wrong(null))],
    ['passages', () => neighborPassages(store, wrong(undefined), 1)],
    ['count', () => neighborPassages(store, [], Number.NaN)],
    ['vector', () => normalize(wrong([1, 2]))],
    ['vector', () => truncate(wrong(null), 2)],
    ['vector', () => cosine(new Float32Array(2), wrong('ab'))],
  ])('is refused as %s in a sentence', async (path, enter) => {
    expect(await problemOf(enter)).toMatch(new RegExp(`^NestvecError: ${path}: `));
  });

  it.each<[wanted: string, enter: () => unknown]>([
    ['timeoutMs', () => jinaReranker(wrong({ apiKey, timeoutMS: 5 }))],
    [
      'weights',
      () => pullModel(wrong({ model: 'jinaai/jina-clip-v2', weigths: 'q4', offline: true })),
    ],
    ['maxTokens', () => all(passages([], wrong({ embedder, maxTokns: 64 })))],
    [
      'overlapTokens',
      () => all(chunk({ text: 'a' }, wrong({ count, maxTokens: 64, overlapToken: 8 }))),
    ],
    ['signal', () => neighborPassages(store, [], 1, wrong({ singal: 1 }))],
    ['task', () => hosted([], { tsk: 'query' })],
  ])('has the option %s where it is misspelt', async (wanted, enter) => {
    expect(await problemOf(enter)).toContain(`did you mean ${wanted}?`);
  });
});

describe('a path that can’t be one', () => {
  it('is refused for its length, and shown by its beginning', async () => {
    const long = 'x'.repeat(5000);
    for (const enter of [
      async () => await deadLetterSources(long),
      async () => await verifyFiles(long),
      async () => await listModels(long),
    ])
      expect(await problemOf(enter)).toMatch(
        /: has 5000 characters, where a path has at most 4096: "x{40}…"$/,
      );
    const revision = await problemOf(
      async () => await findModel({ model: 'jinaai/jina-clip-v2', revision: 'r'.repeat(256) }),
    );
    expect(revision).toMatch(/revision: "r{40}…" is not a branch, a tag or a commit$/);
  });

  it('leads to nothing where one name in it is too long for a disk', async () => {
    const name = 'x'.repeat(300);
    expect(await problemOf(async () => await deadLetterSources(name))).toContain(
      'there is no dead-letter file',
    );
    expect(await problemOf(async () => await verifyFiles(name))).toContain('there is no directory');
    expect(await listModels(name)).toEqual([]);
  });
});
