import { describe, expect, it, vi } from 'vitest';
import { NestvecError } from '../errors.ts';
import { retry, type RetryOptions } from './retry.ts';

const failure = (details: {
  retryable: boolean;
  retryAfterMs?: number;
  status?: number;
  retries?: number;
}): NestvecError => new NestvecError('embedder', 'failed', { operation: 'embed', ...details });

function failing(times: number, error: unknown): () => Promise<string> {
  let calls = 0;
  return async () => {
    if (calls++ < times) throw error;
    return await Promise.resolve('done');
  };
}

async function run(
  attempt: () => Promise<string>,
  options: Partial<RetryOptions> = {},
): Promise<{ result: Promise<string>; waits: number[] }> {
  const waits: number[] = [];
  const result = retry(attempt, {
    operation: 'test',
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
      await Promise.resolve();
    },
    ...options,
  });
  await result.catch(() => {});
  return { result, waits };
}

describe('retry', () => {
  it('tries again after waits that double, half of each random', async () => {
    const { result, waits } = await run(failing(3, failure({ retryable: true, status: 503 })));
    await expect(result).resolves.toBe('done');
    expect(waits).toEqual([375, 750, 1500]);
  });

  it('waits as long as the other side asked', async () => {
    const { waits } = await run(failing(1, failure({ retryable: true, retryAfterMs: 30_000 })));
    expect(waits).toEqual([30_000]);
  });

  it('waits a little after Retry-After: 0', async () => {
    const { waits } = await run(failing(2, failure({ retryable: true, retryAfterMs: 0 })));
    expect(waits).toEqual([250, 250]);
  });

  it('adds no tries to those that were made already', async () => {
    const { result, waits } = await run(failing(1, failure({ retryable: true, retries: 0 })));
    await expect(result).rejects.toThrow('failed');
    expect(waits).toEqual([]);
  });

  it('gives up at once when the other side asks for longer than it may wait', async () => {
    const { result, waits } = await run(
      failing(1, failure({ retryable: true, retryAfterMs: 120_000 })),
    );
    await expect(result).rejects.toThrow('failed');
    expect(waits).toEqual([]);
  });

  it.each([
    ['an error that says so', failure({ retryable: false, status: 401 })],
    ['an error of another kind', new Error('bug')],
  ])('does not try again after %s', async (_case, error) => {
    const { result, waits } = await run(failing(1, error));
    await expect(result).rejects.toBe(error);
    expect(waits).toEqual([]);
  });

  it('throws the last error as it came when the tries are used up', async () => {
    const error = failure({ retryable: true });
    const { result, waits } = await run(failing(9, error), { retries: 2 });
    await expect(result).rejects.toBe(error);
    expect(waits).toHaveLength(2);
  });

  it('starts nothing after the signal fired', async () => {
    const controller = new AbortController();
    const attempt = vi.fn(async () => await Promise.reject(failure({ retryable: true })));
    const result = retry(attempt, {
      operation: 'embedding',
      signal: controller.signal,
      baseMs: 50,
    });
    setTimeout(() => controller.abort(), 5);
    await expect(result).rejects.toMatchObject({ code: 'aborted' });
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});
