/** What a named vector or a query is made from. */
export type Modality = 'text' | 'image';

/** What core must know of a model to lay out a collection for it. */
export interface ModelFacts {
  /** Length of the full embedding. */
  readonly dimensions: number;
  /** Shortest prefix that the model was trained to keep its meaning in. */
  readonly smallestDimensions: number;
  /** Prefix that a default collection uses for the coarse stage. */
  readonly coarseDimensions: number;
  readonly modalities: readonly Modality[];
}

const facts: Readonly<Record<string, ModelFacts>> = {
  // Trained down to 64 (arXiv 2412.08802); its config lists 32 as well, which no loss covered.
  'jinaai/jina-clip-v2': {
    dimensions: 1024,
    smallestDimensions: 64,
    coarseDimensions: 64,
    modalities: ['text', 'image'],
  },
  'nestvec/mini-clip': {
    dimensions: 256,
    smallestDimensions: 32,
    coarseDimensions: 64,
    modalities: ['text', 'image'],
  },
};

/** Facts of a known model; `undefined` for any other, whose vectors can then only be kept whole. */
export function modelFacts(model: string): ModelFacts | undefined {
  return Object.hasOwn(facts, model) ? facts[model] : undefined;
}
