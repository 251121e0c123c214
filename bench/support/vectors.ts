/** Numbers from 0 to below 1 that depend on nothing but a seed (Mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same, about normally distributed. */
export function createNormal(seed: number): () => number {
  const next = createRandom(seed);
  return () => next() + next() + next() + next() - 2;
}

/**
 * Unit vectors whose variance falls with the position as a Matryoshka embedding's does: component i is drawn with standard
 * deviation (1 + i / knee) ** -slope. Around `centres` points, so that neighbors mean something.
 */
export function spectrumVectors(
  count: number,
  dimensions: number,
  {
    knee,
    slope,
    centres,
    spread,
    seed,
  }: {
    readonly knee: number;
    readonly slope: number;
    readonly centres: number;
    readonly spread: number;
    readonly seed: number;
  },
): Float32Array[] {
  const normal = createNormal(seed);
  const deviations = Float64Array.from({ length: dimensions }, (_, i) => (1 + i / knee) ** -slope);
  const draw = (scale: number): Float32Array =>
    Float32Array.from(deviations, (deviation) => normal() * deviation * scale);
  const middles = Array.from({ length: centres }, () => draw(1));
  return Array.from({ length: count }, (_, i) => {
    const vector = draw(spread);
    const middle = middles[i % centres];
    if (middle !== undefined)
      for (const [k, value] of middle.entries()) vector[k] = (vector[k] ?? 0) + value;
    return normalized(vector);
  });
}

/** Unit vectors of random directions. */
export function randomVectors(count: number, dimensions: number, seed: number): Float32Array[] {
  const normal = createNormal(seed);
  return Array.from({ length: count }, () =>
    normalized(Float32Array.from({ length: dimensions }, normal)),
  );
}

function normalized(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
