import { readFileSync } from 'node:fs';

/** What `golden/make.py` wrote: numbers of pytrec_eval, CLIP_benchmark, scipy and scikit-learn. */
export const golden = JSON.parse(
  readFileSync(new URL('../../src/__fixtures__/golden.json', import.meta.url), 'utf8'),
) as Golden; // made by that script

type ByQuery<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>>;

interface TrecCase {
  readonly run: ByQuery<number>;
  readonly qrels: ByQuery<number>;
  readonly values: ByQuery<number>;
}

interface Golden {
  /** Of each reference. */
  readonly versions: Readonly<Record<string, string>>;
  readonly trec: readonly TrecCase[];
  readonly shuffled: TrecCase;
  readonly clip: {
    readonly owner: readonly number[];
    readonly scores: readonly (readonly number[])[];
    readonly recall: Readonly<
      Record<'image_retrieval' | 'text_retrieval', Readonly<Record<string, number>>>
    >;
  };
  readonly correlation: readonly {
    readonly first: readonly number[];
    readonly second: readonly number[];
    readonly spearman: number;
    readonly pearson: number;
  }[];
  readonly classes: {
    readonly scores: readonly (readonly number[])[];
    readonly labels: readonly number[];
    readonly top1: number;
    readonly top5: number;
    readonly balanced: number;
    readonly several: readonly (readonly number[])[];
    readonly meanAveragePrecision: number;
  };
  readonly statistics: {
    readonly first: readonly number[];
    readonly second: readonly number[];
    readonly difference: readonly [number, number];
    readonly ratio: readonly [number, number];
    readonly p: number;
    readonly few: {
      readonly first: readonly number[];
      readonly second: readonly number[];
      readonly p: number;
    };
  };
  readonly prompts: {
    readonly labels: readonly string[];
    readonly templates: readonly string[];
    /** Of each prompt. */
    readonly vectors: Readonly<Record<string, readonly number[]>>;
    /** In the order of the labels. */
    readonly classes: readonly (readonly number[])[];
    readonly images: readonly (readonly number[])[];
    readonly truth: readonly number[];
    readonly top1: number;
    readonly top5: number;
  };
  readonly holm: { readonly given: readonly number[]; readonly corrected: readonly number[] };
}
