import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { positiveInteger } from '../options/positive-integer.ts';
import type { Quantization } from '../spec/spec.ts';

/** What the vectors of one kind take in one database, in bytes. */
export interface StorageEstimate {
  readonly database: string;
  readonly dimensions: number;
  readonly quantization: Quantization;
  /** Everything that is kept: the numbers, their quantised copy and the index. */
  readonly disk: number;
  /** What a fast search wants in memory; 0 where the database does not ask for any. */
  readonly memory: number;
}

/** Bytes of one vector. */
export interface VectorBytes {
  /** Bytes on disk. */
  readonly disk: number;
  /** Bytes in memory. */
  readonly memory: number;
}

/** What a database keeps of a vector of so many dimensions; `undefined` for a quantisation that it does not have. */
export type StorageRule = (
  dimensions: number,
  quantization: Quantization,
) => VectorBytes | undefined;

/** Rules by the name under which a database stands in a report. */
export type StorageRules = Readonly<Record<string, StorageRule>>;

/** Bytes of a quantised copy. */
const copyBytes: Readonly<Record<Quantization, (dimensions: number) => number>> = {
  none: () => 0,
  int8: (dimensions) => dimensions,
  binary: (dimensions) => Math.ceil(dimensions / 8),
};

/** A rule that refuses dimensions that are not a whole number, and unknown quantisations. Throws `invalid-input`. */
export function storageRule(rule: StorageRule): StorageRule {
  if (typeof rule !== 'function')
    throw invalid('rule', `must be a function, got ${describeValue(rule)}`);
  return (dimensions, quantization) => {
    positiveInteger(dimensions, 'dimensions');
    if (!quantizations.includes(quantization))
      throw invalid(
        'quantization',
        `must be one of ${quantizations.join(', ')}, got ${describeValue(quantization)}`,
      );
    return rule(dimensions, quantization);
  };
}

/**
 * The rule of a database that keeps the full numbers on disk, searches the copy where there is one, and has a graph in memory. Throws
 * `invalid-input` for bytes below 0.
 */
export function graphStorage(graphBytes: number): StorageRule {
  if (!(Number.isFinite(graphBytes) && graphBytes >= 0))
    throw invalid('graphBytes', `must be 0 or more, got ${describeValue(graphBytes)}`);
  return storageRule((dimensions, quantization) => {
    const copy = copyBytes[quantization](dimensions);
    const full = dimensions * 4;
    return { disk: full + copy + graphBytes, memory: (copy === 0 ? full : copy) + graphBytes };
  });
}

const quantizations: readonly Quantization[] = ['none', 'int8', 'binary'];

/** What so many vectors take, by database, length and quantisation; each vector counted with an index over it. */
export function estimateStorage(
  vectors: number,
  lengths: readonly number[],
  rules: StorageRules,
): readonly StorageEstimate[] {
  return Object.entries(rules).flatMap(([database, rule]) =>
    lengths.flatMap((dimensions) =>
      quantizations.flatMap((quantization): StorageEstimate[] => {
        const one = rule(dimensions, quantization);
        if (one === undefined) return [];
        const { disk, memory } = one;
        const sums = { disk: disk * vectors, memory: memory * vectors };
        return [{ database, dimensions, quantization, ...sums }];
      }),
    ),
  );
}
