import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** What a named vector or a query is made from. */
export type Modality = 'text' | 'image';

/** What core must know of a model to lay out a collection for it. */
export interface ModelFacts {
  /** Length of the full embedding. */
  readonly dimensions: number;
  /** Prefix lengths that the model was trained to keep its meaning in, the whole length included, longest first. */
  readonly trainedDimensions: readonly number[];
  /** Shortest prefix that a vector may be kept in. */
  readonly smallestDimensions: number;
  /** Prefix that a default collection uses for the coarse stage; absent where the model can only be kept whole. */
  readonly coarseDimensions?: number;
  readonly modalities: readonly Modality[];
  /** Licence of the weights, which a hosted API's terms may differ from; absent where no source at hand says it. */
  readonly license?: ModelTerms;
}

/** A licence and who says so. */
export interface ModelTerms {
  /** SPDX id, `LicenseRef-…` for one that SPDX does not list. */
  readonly id: string;
  readonly source: string;
}

/** The first length is the whole one. */
function lengths(
  trainedDimensions: readonly [whole: number, ...shorter: number[]],
): Pick<ModelFacts, 'dimensions' | 'trainedDimensions' | 'smallestDimensions'> {
  const [dimensions] = trainedDimensions;
  return {
    dimensions,
    trainedDimensions,
    smallestDimensions: trainedDimensions.at(-1) ?? dimensions,
  };
}

const nonCommercial = 'CC-BY-NC-4.0';
const text = ['text'] as const;
const both = ['text', 'image'] as const;
const v5Small = lengths([1024, 512, 256, 128, 64, 32]);
const v5Nano = lengths([768, 512, 256, 128, 64, 32]);
const v5TextLicense = { id: nonCommercial, source: 'jina.ai, its news of jina-embeddings-v5-text' };

/** Lengths of Jina's models are those of jina-on-prem's catalogue (models/catalog.json) unless said otherwise. */
const facts: Readonly<Record<string, ModelFacts>> = {
  // Trained down to 64 (arXiv 2412.08802); its config lists 32 as well, which no loss covered.
  'jinaai/jina-clip-v2': {
    ...lengths([1024, 768, 512, 256, 128, 64]),
    coarseDimensions: 64,
    modalities: both,
    license: { id: nonCommercial, source: 'its model card' },
  },
  'jinaai/jina-clip-v1': {
    ...lengths([768]),
    modalities: both,
    license: {
      id: 'Apache-2.0',
      source: 'jina.ai/models/jina-clip-v1; fastembed 0.9.1, image/onnx_embedding.py',
    },
  },
  'jinaai/jina-embeddings-v3': {
    ...lengths([1024, 768, 512, 256, 128, 64, 32]),
    coarseDimensions: 64,
    modalities: text,
    license: { id: nonCommercial, source: 'fastembed 0.9.1, text/multitask_embedding.py' },
  },
  'jinaai/jina-embeddings-v4': {
    ...lengths([2048, 1024, 512, 256, 128]),
    coarseDimensions: 128,
    modalities: both,
    license: { id: 'LicenseRef-Qwen-Research', source: 'its model card' },
  },
  'jinaai/jina-embeddings-v5-omni-small': { ...v5Small, coarseDimensions: 64, modalities: both },
  'jinaai/jina-embeddings-v5-omni-nano': { ...v5Nano, coarseDimensions: 64, modalities: both },
  'jinaai/jina-embeddings-v5-text-small': {
    ...v5Small,
    coarseDimensions: 64,
    modalities: text,
    license: v5TextLicense,
  },
  'jinaai/jina-embeddings-v5-text-nano': {
    ...v5Nano,
    coarseDimensions: 64,
    modalities: text,
    license: v5TextLicense,
  },
  'nestvec/mini-clip': {
    ...lengths([256, 128, 64, 32]),
    coarseDimensions: 64,
    modalities: both,
    license: { id: 'Apache-2.0', source: 'the package @nestvec/mini-clip' },
  },
};

/** Facts of a known model; `undefined` for any other, whose vectors can then only be kept whole. Throws `invalid-input` for what is not a name. */
export function modelFacts(model: string): ModelFacts | undefined {
  if (typeof model !== 'string')
    throw invalid('model', `must be the name of a model, got ${describeValue(model)}`);
  return Object.hasOwn(facts, model) ? facts[model] : undefined;
}

/** Names of the known models. */
export const knownModels: readonly string[] = Object.keys(facts);
