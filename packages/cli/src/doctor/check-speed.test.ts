import { describe, expect, it } from 'vitest';
import { speedFindings } from './check-speed.ts';

const speed = { queryMs: 20.4, tokensPerSecond: 901.7, imageMs: 1340, gflops: 55.5 };

describe('what was measured of this machine', () => {
  it('is a line for each kind of weights, one for bulk and one for what to run', () => {
    const weights = [
      { ...speed, weights: 'int8', bytes: 0.87e9 },
      { ...speed, weights: 'fp32', bytes: 3.46e9, queryMs: 60 },
    ] as const;
    const threads = [
      { threads: 1, tokensPerSecond: 500.2 },
      { threads: 2, tokensPerSecond: 900.1 },
    ];
    const batchTokens = [{ batchTokens: 512, tokensPerSecond: 880 }];
    const recommended = { weights: 'int8', threads: 2, batchTokens: 512 } as const;
    expect(speedFindings({ weights, threads, batchTokens, recommended })).toEqual([
      {
        name: 'int8',
        found: 'a query 20 ms, texts 902 tokens/s, an image 1.3 s (estimated; 56 GFLOPS)',
      },
      {
        name: 'fp32',
        found: 'a query 60 ms, texts 902 tokens/s, an image 1.3 s (estimated; 56 GFLOPS)',
      },
      {
        name: 'in bulk',
        found: '500, 900 tokens/s with 1, 2 threads; 880 tokens/s with batches of 512',
      },
      {
        name: 'recommended',
        found: 'weights int8 (870.0 MB), 2 threads, batches of 512 tokens',
      },
    ]);
  });
});
