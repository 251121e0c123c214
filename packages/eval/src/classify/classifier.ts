import type { CallOptions, Content } from '@nestvec/core';
import { truncate } from '@nestvec/core';
import {
  checkList,
  checkIsOptions,
  describeValue,
  embedContents,
  invalid,
} from '@nestvec/core/kit';
import { calibrate, type Calibration } from './calibrate.ts';
import { embedAll, meanDirection, promptVectors } from './class-vectors.ts';
import { type ClassifierOptions, resolveClassifier, type ResolvedClassifier } from './options.ts';

/** What a content was taken for. */
export interface Classified {
  /** The best class; `undefined` where none of them reaches its threshold. */
  readonly label: string | undefined;
  /** Every class that reaches its threshold, the best first. */
  readonly labels: readonly string[];
  /** Cosine of each class, in the order of the labels. */
  readonly scores: readonly number[];
}

/** A content with its class, or without. */
export interface ClassExample {
  readonly content: Content;
  /** Several where it belongs to several, `undefined` or none where it belongs to none of the classes. */
  readonly label: string | readonly string[] | undefined;
}

/** Tells contents apart by classes that it was never trained for. */
export interface Classifier {
  readonly labels: readonly string[];
  /** Cosines that classes must reach, in the order of the labels. */
  readonly thresholds: readonly number[];
  /** In the order of the contents; one that can't be embedded is an error in its place. */
  classify(
    contents: readonly Content[],
    options?: CallOptions,
  ): Promise<readonly (Classified | Error)[]>;
  /** By vectors that are there already, such as a collection's: full embeddings, unit length. Nothing is embedded. */
  classifyVector(vector: Float32Array): Classified;
  /** A classifier whose classes with examples are the means of those, instead of prompts. */
  learn(examples: readonly ClassExample[], options?: CallOptions): Promise<Classifier>;
  /**
   * A classifier whose thresholds give the best F1 of each class over these examples, those of no class included: for "none of
   * these" and for several labels. They should be others than those that `learn` got.
   */
  calibrate(examples: readonly ClassExample[], options?: CallOptions): Promise<Classifier>;
}

/**
 * Makes a zero-shot classifier out of class names. `classify` embeds contents as documents and takes the class whose prompts are nearest.
 *
 * ```ts
 * const classifier = await createClassifier({ embedder, labels: ['cat', 'dog'], templates: 'photo' });
 * const [found] = await classifier.classify([{ image: './rex.jpg' }]);
 * ```
 *
 * Throws `invalid-input` for labels that are empty or there twice, and rejects where a prompt can't be embedded.
 */
export async function createClassifier(options: ClassifierOptions): Promise<Classifier> {
  const resolved = await resolveClassifier(options);
  const thresholds = resolved.labels.map(() => resolved.threshold);
  return classifierOf(resolved, await promptVectors(resolved), thresholds);
}

function classifierOf(
  resolved: ResolvedClassifier,
  classes: readonly Float32Array[],
  thresholds: readonly number[],
): Classifier {
  const { labels, embedder, dimensions } = resolved;
  const judge = (vector: Float32Array): Classified => {
    const scores = classes.map((one) => product(vector, one));
    const order = [...labels.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
    const reached = order.filter((at) => (scores[at] ?? 0) >= (thresholds[at] ?? 0));
    const found = reached.flatMap((at) => labels[at] ?? []);
    return { label: found[0], labels: found, scores };
  };
  const vectorsOf = async (
    examples: readonly ClassExample[],
    { signal }: CallOptions,
  ): Promise<readonly Float32Array[]> => {
    checkExamples(examples, labels);
    const contents = examples.map(({ content }) => content);
    return await embedAll(resolved, contents, { task: 'document', signal });
  };
  return {
    labels,
    thresholds,
    async classify(contents, options = {}) {
      checkList(contents, 'contents');
      checkIsOptions(options);
      const { embeddings } = await embedContents(embedder, contents, {
        task: 'document',
        signal: options.signal,
      });
      return embeddings.map((embedding) =>
        embedding.ok ? judge(truncate(embedding.vector, dimensions)) : embedding.error,
      );
    },
    classifyVector: (vector) => judge(truncate(vector, dimensions)),
    async learn(examples, options = {}) {
      const vectors = await vectorsOf(examples, options);
      const learned = labels.map((label, at) => {
        const own = vectors.filter((_, i) => labelsOf(examples[i]).includes(label));
        return own.length === 0
          ? (classes[at] ?? new Float32Array(dimensions))
          : meanDirection(own, label);
      });
      return classifierOf(resolved, learned, thresholds);
    },
    async calibrate(examples, options = {}) {
      const vectors = await vectorsOf(examples, options);
      const calibrations = labels.map((label, at): Calibration => {
        const one = classes[at] ?? new Float32Array(dimensions);
        return calibrate(
          vectors.map((vector) => product(vector, one)),
          examples.map((example) => labelsOf(example).includes(label)),
          label,
        );
      });
      return classifierOf(
        resolved,
        classes,
        calibrations.map(({ threshold }) => threshold),
      );
    },
  };
}

function product(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] ?? 0) * (b[i] ?? 0);
  return Math.min(1, Math.max(-1, total));
}

function labelsOf(example: ClassExample | undefined): readonly string[] {
  const label = example?.label;
  if (label === undefined) return [];
  return typeof label === 'string' ? [label] : label;
}

function checkExamples(examples: unknown, labels: readonly string[]): void {
  checkList(examples, 'examples');
  if (examples.length === 0) throw invalid('examples', 'is empty');
  for (const [i, example] of examples.entries()) {
    if (typeof example !== 'object' || example === null || !('content' in example))
      throw invalid(`examples[${i}]`, `must be { content, label }, got ${describeValue(example)}`);
    const label = 'label' in example ? example.label : undefined;
    const own: readonly unknown[] = Array.isArray(label) ? label : [label];
    const odd = own.find((one) => one !== undefined && !labels.some((known) => known === one));
    if (odd !== undefined)
      throw invalid(`examples[${i}].label`, `${describeValue(odd)} is not one of the labels`);
  }
}
