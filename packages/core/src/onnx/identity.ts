import type { EmbedderIdentity } from '../spec/identity.ts';
import type { ModelConfig } from './config.ts';
import type { ResolvedOptions } from './options.ts';
import type { Weights } from './weights.ts';

/** Version of everything in this folder that decides which numbers reach the graph; raised whenever one of them changes. */
const preprocessing = 'onnx-1';

/** The identity that a collection keeps. */
export function identityOf(
  config: ModelConfig,
  weights: Weights,
  maxTokens: number,
  options: ResolvedOptions,
): EmbedderIdentity {
  return {
    model: config.model,
    revision: options.revision ?? config.revision ?? 'unknown',
    weights,
    // Of a model described by its owner, another description may give other vectors.
    preprocessing:
      config.digest === undefined ? preprocessing : `${preprocessing}-${config.digest}`,
    maxTokens,
    imagePolicy: config.image?.pixels.fit ?? 'none',
    taskHandling: taskHandlingOf(config),
    dimensions: config.dimensions,
  };
}

function taskHandlingOf({ text }: ModelConfig): string {
  if (text.inputs.task !== undefined) return 'adapter';
  return text.prefixes.query === text.prefixes.document ? 'none' : 'prefix';
}
