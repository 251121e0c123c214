import { describe, expect, it } from 'vitest';
import { checkCompleted, readCount, readPoints } from './points.ts';

describe('readPoints', () => {
  it('T13: reads the unnamed vector, named ones, and both', () => {
    const read = (vector: unknown) => readPoints([{ id: 1, vector }])[0]?.vectors;
    expect(read([1, 0])).toEqual({ '': Float32Array.of(1, 0) });
    expect(read({ '': [1, 0], b: [0, 1] })).toEqual({
      '': Float32Array.of(1, 0),
      b: Float32Array.of(0, 1),
    });
    expect(read({})).toEqual({});
    expect(read(undefined)).toEqual({});
  });

  it('leaves out vectors that are not ours: sparse ones and those of several rows', () => {
    const vector = { sparse: { indices: [1], values: [0.5] }, rows: [[1, 2]], a: [1] };
    expect(readPoints([{ id: 'x', vector }])[0]?.vectors).toEqual({ a: Float32Array.of(1) });
  });

  it('T3: puts a score that is not a number last', () => {
    const answer = { points: [{ id: 'x', score: null }] };
    expect(readPoints(answer)[0]?.score).toBe(Number.NEGATIVE_INFINITY);
  });

  it.each([undefined, null, 'x', {}, { points: 1 }, [1], [{ id: null }]])(
    'refuses %j',
    (answer) => {
      expect(() => readPoints(answer)).toThrow('not one of Qdrant');
    },
  );
});

describe('checkCompleted', () => {
  it('takes nothing but "completed": the rest leaves it open whether a write is applied', () => {
    expect(() => checkCompleted({ operation_id: 1, status: 'completed' })).not.toThrow();
    expect(() => checkCompleted([{ status: 'completed' }, { status: 'completed' }])).not.toThrow();
    for (const status of ['acknowledged', 'wait_timeout', undefined, null, 1])
      expect(() => checkCompleted({ status })).toThrow('completed');
    expect(() => checkCompleted([{ status: 'completed' }, { status: 'wait_timeout' }])).toThrow(
      'completed',
    );
    expect(() => checkCompleted(undefined)).toThrow('completed');
  });
});

describe('readCount', () => {
  it('reads a count and nothing else', () => {
    expect(readCount({ count: 0 })).toBe(0);
    expect(() => readCount({})).toThrow('does not hold a count');
  });
});
