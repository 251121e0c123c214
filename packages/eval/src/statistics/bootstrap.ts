import { cluster, type Clusters } from './clusters.ts';
import { type BootstrapOptions, checkBootstrap } from './options.ts';
import { randomBelow } from './random.ts';

/** A number with the interval that holds it in a share of the draws. */
export interface Interval {
  /** What was measured, in the unit of the metric. */
  readonly value: number;
  /** Lower end of the 95 % interval. */
  readonly low: number;
  /** Upper end of the 95 % interval. */
  readonly high: number;
}

/** What `pairedBootstrap` found. */
export interface PairedIntervals {
  /** Mean of the second minus mean of the first. */
  readonly difference: Interval;
  /** Mean of the second divided by mean of the first; `undefined` where the first is 0 in a draw. */
  readonly ratio: Interval | undefined;
  /** Of the second alone. */
  readonly mean: Interval;
  /** Independent parts that were drawn from. */
  readonly clusters: number;
}

/**
 * How sure a difference between two measurements of the same queries is: draws clusters of queries with replacement and takes the
 * percentiles of what comes out. Throws `invalid-input`.
 *
 * ```ts
 * const { ratio } = pairedBootstrap(at1024, at256, { clusters: imageOfCaption });
 * console.log(ratio); // { value: 0.991, low: 0.984, high: 0.998 }: 256 dimensions keep at least 98.4 %
 * ```
 */
export function pairedBootstrap(
  first: readonly number[],
  second: readonly number[],
  options: BootstrapOptions = {},
): PairedIntervals {
  const { clusters, samples, seed, level } = checkBootstrap(options);
  const summed = cluster(first, second, clusters);
  const below = randomBelow(seed);
  const differences = new Float64Array(samples);
  const ratios = new Float64Array(samples);
  const means = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const drawn = draw(summed, below);
    differences[sample] = drawn.second - drawn.first;
    ratios[sample] = drawn.second / drawn.first;
    means[sample] = drawn.second;
  }
  const whole = meansOf(summed);
  const interval = (value: number, drawn: Float64Array): Interval => {
    const sorted = drawn.toSorted();
    const tail = (1 - level) / 2;
    return { value, low: percentile(sorted, tail), high: percentile(sorted, 1 - tail) };
  };
  const hasRatio = whole.first !== 0 && ratios.every((ratio) => Number.isFinite(ratio));
  return {
    difference: interval(whole.second - whole.first, differences),
    ratio: hasRatio ? interval(whole.second / whole.first, ratios) : undefined,
    mean: interval(whole.second, means),
    clusters: summed.counts.length,
  };
}

interface Means {
  readonly first: number;
  readonly second: number;
}

function draw(summed: Clusters, below: (limit: number) => number): Means {
  const size = summed.counts.length;
  let [first, second, count] = [0, 0, 0];
  for (let i = 0; i < size; i++) {
    const at = below(size);
    first += summed.first[at] ?? 0;
    second += summed.second[at] ?? 0;
    count += summed.counts[at] ?? 0;
  }
  return { first: first / count, second: second / count };
}

function meansOf({ first, second, counts }: Clusters): Means {
  let [a, b, count] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    a += first[i] ?? 0;
    b += second[i] ?? 0;
    count += counts[i] ?? 0;
  }
  return { first: a / count, second: b / count };
}

/** Linear between the two nearest, as numpy's default. */
export function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? 0;
  return low + (high - low) * (place - Math.floor(place));
}
