import { NoSuchModelError, type ProviderV3, type RerankingModelV3 } from '@ai-sdk/provider';
import type { Embedder, Reranker, Task } from '@nestvec/core';
import {
  checkIsEmbedder,
  checkIsOptions,
  checkMethods,
  checkNames,
  describeValue,
  invalid,
} from '@nestvec/core/kit';
import { embeddingModel, type NestvecEmbeddingModel } from './embedding-model.ts';
import { rerankingModel } from './reranking-model.ts';

/** What `createNestvec` takes. */
export interface NestvecOptions {
  readonly embedder: Embedder;
  /** Such as `jinaReranker()` of `@nestvec/core/remote`. Default: there is no reranking model. */
  readonly reranker?: Reranker | undefined;
  /**
   * Which shape of the SDK’s specification the models have. Default `v3`, which AI SDK 6 and 7 and Mastra take. `v4` is for code of SDK 7
   * that asks for the newest by its types; Mastra finds nothing with it, and says so nowhere.
   */
  readonly specification?: 'v3' | 'v4' | undefined;
}

/** A provider of the AI SDK, for calls and for registries. It has no language models and no image models. */
export interface NestvecProvider extends ProviderV3 {
  /** `query` embeds as queries, `document` or the model’s own name as documents. Throws the SDK’s `NoSuchModelError`. */
  embeddingModel(modelId: string): NestvecEmbeddingModel;
  /** The reranker, as `default`. Throws the SDK’s `NoSuchModelError`. */
  rerankingModel(modelId: string): RerankingModelV3;
}

/** The same in the fourth shape. */
export interface NestvecProviderV4 {
  readonly specificationVersion: 'v4';
  embeddingModel(modelId: string): InV4<NestvecEmbeddingModel>;
  rerankingModel(modelId: string): InV4<RerankingModelV3>;
  languageModel(modelId: string): never;
  imageModel(modelId: string): never;
}

/** A model whose shape differs from the third by its version alone, as those of embedding and reranking do. */
type InV4<Model> = Omit<Model, 'specificationVersion'> & { readonly specificationVersion: 'v4' };

const checkOptionNames = checkNames<NestvecOptions>({
  embedder: true,
  reranker: true,
  specification: true,
});
const rerankingModelId = 'default';

/**
 * An embedder and a reranker as a provider of the AI SDK. Its models have the third shape of the SDK’s specification, which AI SDK 6 and 7
 * and Mastra take without a warning, or by `specification` the fourth. Throws `invalid-input` for what is not an embedder, or not a reranker.
 *
 * ```ts
 * const nestvec = createNestvec({ embedder: await onnx({ model: 'jinaai/jina-clip-v2' }) });
 * const { embeddings } = await embedMany({ model: nestvec.embeddingModel('document'), values });
 * ```
 */
export function createNestvec(
  options: NestvecOptions & { readonly specification: 'v4' },
): NestvecProviderV4;
export function createNestvec(
  options: NestvecOptions & { readonly specification?: 'v3' | undefined },
): NestvecProvider;
export function createNestvec(options: NestvecOptions): NestvecProvider | NestvecProviderV4 {
  checkIsOptions(options, 'options');
  checkOptionNames(options, 'options');
  const { embedder, reranker } = options;
  const specification: unknown = options.specification ?? 'v3';
  if (specification !== 'v3' && specification !== 'v4')
    throw invalid('options.specification', `must be v3 or v4, got ${describeValue(specification)}`);
  checkIsEmbedder(embedder, 'options.embedder');
  if (reranker !== undefined) checkMethods(reranker, ['rerank'], 'options.reranker', 'a reranker');
  const tasks: ReadonlyMap<unknown, Task> = new Map<unknown, Task>([
    [embedder.identity.model, 'document'],
    ['document', 'document'],
    ['query', 'query'],
  ]);
  const none = (modelId: string, modelType: ModelType, known: readonly string[]): never => {
    const has = known.length === 0 ? 'nestvec has none' : `nestvec has ${known.join(', ')}`;
    const message = `No such ${modelType}: ${modelId}; ${has}`;
    throw new NoSuchModelError({ modelId, modelType, message });
  };
  const provider: NestvecProvider = {
    specificationVersion: 'v3',
    embeddingModel(modelId) {
      const task = tasks.get(modelId);
      if (task === undefined)
        return none(modelId, 'embeddingModel', ['document', 'query', embedder.identity.model]);
      return embeddingModel({ embedder, modelId, task });
    },
    rerankingModel(modelId) {
      if (reranker === undefined || modelId !== rerankingModelId)
        return none(modelId, 'rerankingModel', reranker === undefined ? [] : [rerankingModelId]);
      return rerankingModel({ reranker, modelId });
    },
    languageModel: (modelId) => none(modelId, 'languageModel', []),
    imageModel: (modelId) => none(modelId, 'imageModel', []),
  };
  return specification === 'v4' ? inV4(provider, none) : provider;
}

function inV4(
  provider: NestvecProvider,
  none: (modelId: string, modelType: ModelType, known: readonly string[]) => never,
): NestvecProviderV4 {
  return {
    specificationVersion: 'v4',
    embeddingModel: (modelId) => ({
      ...provider.embeddingModel(modelId),
      specificationVersion: 'v4',
    }),
    rerankingModel: (modelId) => ({
      ...provider.rerankingModel(modelId),
      specificationVersion: 'v4',
    }),
    languageModel: (modelId) => none(modelId, 'languageModel', []),
    imageModel: (modelId) => none(modelId, 'imageModel', []),
  };
}

type ModelType = ConstructorParameters<typeof NoSuchModelError>[0]['modelType'];
