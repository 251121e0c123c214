import { expect, it } from 'vitest';
import { mix } from './mix.ts';

const [a, b] = [Float32Array.of(1, 0, 0), Float32Array.of(0, 3, 4)];

it('mixes by what weights are beside each other, however large or small, and refuses parts that cancel each other out', () => {
  const expected = [Math.SQRT1_2, Math.SQRT1_2 * 0.6, Math.SQRT1_2 * 0.8];
  for (const weight of [1, 1e308, 1e-300, 5e-324]) {
    const mixed = mix(
      [
        { vector: a, weight },
        { vector: b, weight },
      ],
      3,
      4,
      'query.all',
    );
    expect(mixed).toHaveLength(4);
    for (const [i, value] of expected.entries()) expect(mixed[i]).toBeCloseTo(value, 6);
    const none = [
      { vector: a, weight },
      { vector: a, weight: -weight },
    ];
    expect(() => mix(none, 3, 3, 'query.all')).toThrow('cancel each other out');
  }
});
