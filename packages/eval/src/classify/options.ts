import type { CallOptions, Embedder } from '@nestvec/core';
import { checkIsEmbedder, checkIsOptions, invalid, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import { templateSet } from './templates.ts';

/** Options of `createClassifier`. */
export interface ClassifierOptions extends CallOptions {
  readonly embedder: Embedder;
  /** Classes, at least two different ones; or, with `threshold` or calibration, one. */
  readonly labels: readonly string[];
  /**
   * Prompts with `{c}` in place of the class, or the name of a set: `plain` (the default), `photo`, `drawing`, one of CLIP_benchmark's,
   * such as `imagenet1k` or `food101`, or `nllb`, which is in 90 languages. Their vectors are normalised, averaged and normalised again, as
   * CLIP does. Prompts in the language of the labels work best.
   */
  readonly templates?: readonly string[] | string | undefined;
  /** Of a set that is named, such as `ja`. Default `en`. */
  readonly language?: string | undefined;
  /** Prefix length that is compared. Default: the full embedding. */
  readonly dimensions?: number | undefined;
  /** Cosine that the best class must reach, else the answer is "none of these". Default: none, the best class is always taken. */
  readonly threshold?: number | undefined;
}

/** Options of a classifier with defaults. */
export interface ResolvedClassifier {
  readonly embedder: Embedder;
  readonly labels: readonly string[];
  readonly templates: readonly string[];
  readonly dimensions: number;
  readonly threshold: number;
  readonly signal: AbortSignal | undefined;
}

const schema = z.strictObject({
  embedder: z.unknown().optional(),
  labels: z.array(z.string()).min(1),
  templates: z.union([z.array(z.string()).min(1), z.string()]).optional(),
  language: z.string().min(1).optional(),
  dimensions: z.int().positive().optional(),
  threshold: z.number().min(-1).max(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/** Checks the options of a classifier. Rejects with `invalid-input`. */
export async function resolveClassifier(options: ClassifierOptions): Promise<ResolvedClassifier> {
  checkIsOptions(options);
  const { labels, dimensions, threshold, signal, ...given } = parseInput(
    schema,
    options,
    'options',
  );
  checkIsEmbedder(options.embedder, 'options.embedder');
  const full = options.embedder.identity.dimensions;
  if (dimensions !== undefined && dimensions > full)
    throw invalid('options.dimensions', `${dimensions} is more than the ${full} of the model`);
  for (const [i, label] of labels.entries()) {
    if (label.trim() === '') throw invalid(`options.labels[${i}]`, 'is empty');
    if (labels.indexOf(label) !== i)
      throw invalid(`options.labels[${i}]`, `${label} is there twice`);
  }
  if (labels.length === 1 && threshold === undefined)
    throw invalid(
      'options.labels',
      'has one class, which everything belongs to; give a second one, or a threshold',
    );
  return {
    embedder: options.embedder,
    labels,
    templates: await templatesOf(given.templates ?? 'plain', given.language),
    dimensions: dimensions ?? full,
    threshold: threshold ?? -1,
    signal,
  };
}

async function templatesOf(
  given: string | readonly string[],
  language: string | undefined,
): Promise<readonly string[]> {
  if (typeof given === 'string') return await templateSet(given, language ?? 'en');
  if (language !== undefined)
    throw invalid('options.language', 'is of a set that is named; these prompts are given');
  const odd = given.findIndex((template) => !template.includes('{c}'));
  if (odd !== -1) throw invalid(`options.templates[${odd}]`, 'must hold {c} in place of the class');
  return given;
}
