import { invalid } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';

/**
 * Everything that decides which vectors an embedder gives. A collection keeps the identity it was filled with,
 * and an embedder of another one is not let in silently.
 */
export interface EmbedderIdentity {
  /** Such as `jinaai/jina-clip-v2`. */
  readonly model: string;
  /** Commit of the weights, or `unknown` where a service does not publish it. */
  readonly revision: string;
  /** Variant of the weights: `fp32`, `fp16`, `int8`, `q4`, …, or `hosted`. */
  readonly weights: string;
  /** Version of text and image preprocessing, such as `onnx-1`. */
  readonly preprocessing: string;
  /** Tokens of a text that are read; the rest is cut off. */
  readonly maxTokens: number;
  /** How an image is fitted to the model: `crop`, `pad`, … */
  readonly imagePolicy: string;
  /** How a query differs from a document: `prefix` for jina-clip-v2. */
  readonly taskHandling: string;
  /** Length of the full embedding. */
  readonly dimensions: number;
}

/** Outcome of comparing two identities. */
export interface IdentityComparison {
  /**
   * `equal`: the same vectors. `near`: the same model, made in a slightly different way, so that results are close.
   * `different`: vectors that must never meet. `unknown`: the collection does not say what filled it.
   */
  readonly verdict: 'equal' | 'near' | 'different' | 'unknown';
  /** Fields that differ, each with both values. */
  readonly differences: readonly IdentityDifference[];
}

/** One field in which two identities differ. */
export interface IdentityDifference {
  readonly field: keyof EmbedderIdentity;
  /** What the collection remembers. */
  readonly stored: string | number;
  /** What the embedder at hand has. */
  readonly given: string | number;
}

const decisive: readonly (keyof EmbedderIdentity)[] = ['model', 'dimensions'];
const gradual: readonly (keyof EmbedderIdentity)[] = [
  'weights',
  'preprocessing',
  'maxTokens',
  'imagePolicy',
  'taskHandling',
];

/** Every field of an identity, the decisive ones first. */
export const identityFields: readonly (keyof EmbedderIdentity)[] = [
  ...decisive,
  'revision',
  ...gradual,
];

/** Compares what a collection was filled with to the embedder at hand. Throws `invalid-input` for what is not an identity. */
export function compareIdentity(
  stored: EmbedderIdentity | undefined,
  given: EmbedderIdentity,
): IdentityComparison {
  checkIdentity(given, 'given');
  if (stored === undefined) return { verdict: 'unknown', differences: [] };
  checkIdentity(stored, 'stored');
  const differ = (field: keyof EmbedderIdentity): boolean => stored[field] !== given[field];
  const differences = identityFields
    .filter(differ)
    .map((field) => ({ field, stored: stored[field], given: given[field] }));
  if (differences.length === 0) return { verdict: 'equal', differences };
  const anotherRevision =
    differ('revision') && stored.revision !== 'unknown' && given.revision !== 'unknown';
  const verdict = anotherRevision || decisive.some(differ) ? 'different' : 'near';
  return { verdict, differences };
}

/** An identity in one line: `jinaai/jina-clip-v2@e10d47f fp16`. Throws `invalid-input` for anything but an identity. */
export function describeIdentity(identity: EmbedderIdentity): string {
  checkIdentity(identity, 'identity');
  return `${identity.model}@${identity.revision.slice(0, 7)} ${identity.weights}`;
}

/** Throws `invalid-input` for what is not an identity. */
function checkIdentity(identity: unknown, path: string): void {
  if (!isPlainObject(identity))
    throw invalid(path, `must be an embedder’s identity, got ${describeValue(identity)}`);
  for (const field of identityFields) {
    const wanted = field === 'maxTokens' || field === 'dimensions' ? 'number' : 'string';
    if (typeof identity[field] !== wanted)
      throw invalid(
        `${path}.${field}`,
        `must be a ${wanted}, got ${describeValue(identity[field])}`,
      );
  }
}

/** Of a model of which only the name is known: a comparison says that the rest differs, since no embedder has these. */
export function identityNamed(model: string): Omit<EmbedderIdentity, 'dimensions'> {
  const unknown = 'unknown';
  return {
    model,
    revision: unknown,
    weights: unknown,
    preprocessing: unknown,
    maxTokens: 1,
    imagePolicy: unknown,
    taskHandling: unknown,
  };
}
