import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from './__fixtures__/seed.ts';
import { checkUnitVector, checkVector, cosine, dot, normalize, truncate } from './vector.ts';

const vectors = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .float32Array({
      minLength: length,
      maxLength: length,
      noNaN: true,
      noDefaultInfinity: true,
      min: -1e3,
      max: 1e3,
    })
    .filter((vector) => vector.slice(0, 8).some((value) => Math.abs(value) > 1e-3));

describe('truncate', () => {
  it(
    seeded(
      'gives a unit vector that points where the prefix points, for every prefix that has a direction',
    ),
    () => {
      fc.assert(
        fc.property(vectors(64), fc.integer({ min: 8, max: 64 }), (vector, dimensions) => {
          const short = truncate(vector, dimensions);
          expect(short).toHaveLength(dimensions);
          expect(Math.sqrt(dot(short, short))).toBeCloseTo(1, 5);
          expect(cosine(short, vector.slice(0, dimensions))).toBeCloseTo(1, 5);
        }),
        { seed },
      );
    },
  );

  it(seeded('gives the same whether the full vector was normalised before or not'), () => {
    fc.assert(
      fc.property(vectors(32), (vector) => {
        const direct = truncate(vector, 8);
        const viaUnit = truncate(normalize(vector), 8);
        for (const [i, value] of direct.entries()) expect(viaUnit[i]).toBeCloseTo(value, 5);
      }),
      { seed },
    );
  });

  it('leaves its input alone', () => {
    const vector = Float32Array.of(3, 4, 5);
    expect([...truncate(vector, 2)]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect([...vector]).toEqual([3, 4, 5]);
  });

  it.each([0, -1, 1.5, 4, Number.NaN])('refuses %s dimensions of three', (dimensions) => {
    expect(() => truncate(Float32Array.of(1, 2, 3), dimensions)).toThrow(
      'dimensions: must be an integer from 1 to 3',
    );
  });

  it('refuses a prefix of zeros, which has no direction', () => {
    expect(() => truncate(Float32Array.of(0, 0, 1), 2)).toThrow('zeros');
  });
});

describe('checkVector', () => {
  it.each([
    ['another length', Float32Array.of(1, 0, 0), 'has 3 dimensions where 2 are expected'],
    ['NaN', Float32Array.of(1, Number.NaN), 'holds NaN at position 1'],
    [
      'infinity, such as 1e39 becomes in float32',
      Float32Array.of(1e39, 0),
      'holds Infinity at position 0',
    ],
    ['zeros', Float32Array.of(0, 0), 'is all zeros'],
    ['an array of numbers', [1, 0], 'must be a Float32Array'],
  ])('refuses %s', (_case, vector, message) => {
    expect(() => checkVector(vector, 2, 'vector')).toThrow(`vector: ${message}`);
  });

  it('takes a vector of any norm, which a unit check refuses with the way out', () => {
    const vector = Float32Array.of(3, 4);
    expect(() => checkVector(vector, 2, 'vector')).not.toThrow();
    expect(() => checkUnitVector(vector, 2, 'v')).toThrow(
      'v: has norm 5.000 where 1 is expected; pass it through normalize()',
    );
    expect(() => checkUnitVector(normalize(vector), 2, 'v')).not.toThrow();
  });
});

describe('cosine', () => {
  it(seeded('stays within [-1, 1] and is 1 for a vector and itself'), () => {
    fc.assert(
      fc.property(vectors(16), vectors(16), (a, b) => {
        expect(Math.abs(cosine(a, b))).toBeLessThanOrEqual(1);
        expect(cosine(a, a)).toBeCloseTo(1, 6);
      }),
      { seed },
    );
  });
});

describe('dot', () => {
  it.each<unknown>([null, [1, 0], new Float64Array(2)])('refuses %o as a vector', (wrong) => {
    const vector = Float32Array.of(1, 0);
    // What a caller without types passes.
    const asGiven = wrong as Float32Array;
    expect(() => dot(vector, asGiven)).toThrow('must be a Float32Array');
    expect(() => dot(asGiven, vector)).toThrow('must be a Float32Array');
  });
});
