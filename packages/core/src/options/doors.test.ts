import { describe, expect, it } from 'vitest';
import { pullModel } from '../hub/pull.ts';
import { jina } from '../remote/jina.ts';
import { jinaReranker } from '../remote/jina-reranker.ts';
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
