import type {
  EmbeddingModelV3,
  EmbeddingModelV3CallOptions,
  SharedV3ProviderOptions,
  SharedV3Warning,
} from '@ai-sdk/provider';
import { type Embedder, type EmbedResult, type Task, truncate } from '@nestvec/core';
import { embedContents } from '@nestvec/core/kit';
import { contentError, sdkError } from './call-error.ts';
import { optionsOfPart, readCall } from './embedding-options.ts';

/** Under these symbols the SDK looks for how options are cut, and for how much a call may hold, in bytes of text. */
const providerOptionsTransformer = Symbol.for(
  'vercel.ai.embeddingModel.providerOptionsTransformer',
);
const maxInputBytesPerCall = Symbol.for('vercel.ai.embeddingModel.maxInputBytesPerCall');

/** What the SDK gives to cut options by. */
interface PartOfMany {
  readonly providerOptions?: SharedV3ProviderOptions;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** An embedding model of the SDK, by the parts of its shape in which the types of all versions, and of Mastra, agree. */
export interface NestvecEmbeddingModel extends Omit<EmbeddingModelV3, 'doEmbed'> {
  doEmbed(options: EmbeddingModelV3CallOptions): Promise<{
    readonly embeddings: number[][];
    readonly usage: { readonly tokens: number };
    readonly warnings: SharedV3Warning[];
  }>;
}

/** An embedder as an embedding model of the SDK. The SDK tries failed calls again, by `maxRetries`; this does not. */
export function embeddingModel({
  embedder,
  modelId,
  task,
}: {
  readonly embedder: Embedder;
  readonly modelId: string;
  readonly task: Task;
}): NestvecEmbeddingModel {
  const { identity, limits } = embedder;
  const many = {
    [providerOptionsTransformer]: ({ providerOptions, startIndex, endIndex }: PartOfMany) =>
      optionsOfPart(providerOptions, startIndex, endIndex),
    ...(Number.isFinite(limits.bytesPerCall)
      ? { [maxInputBytesPerCall]: limits.bytesPerCall }
      : {}),
  };
  return {
    ...many,
    specificationVersion: 'v3',
    provider: 'nestvec',
    modelId,
    maxEmbeddingsPerCall: limits.itemsPerCall,
    supportsParallelCalls: limits.concurrency > 1,
    async doEmbed({ values, providerOptions, abortSignal, ...rest }) {
      // SDK 7 passes it, which the shape does not say.
      const { dimensions } = rest as { readonly dimensions?: number };
      const own: unknown = providerOptions?.['nestvec'];
      const call = readCall(values, own, dimensions, { identity, task });
      let result: EmbedResult;
      try {
        const options = { task: call.task, retries: 0, signal: abortSignal };
        result = await embedContents(embedder, call.contents, options);
      } catch (error) {
        throw sdkError(error, { model: identity.model, operation: 'embed', signal: abortSignal });
      }
      const { startIndex } = call;
      const embeddings = result.embeddings.map((embedding, i) => {
        if (!embedding.ok) throw contentError(embedding.error, startIndex + i, identity.model);
        // A typed array would pass the SDK, and become an object in JSON.
        return [...truncate(embedding.vector, call.dimensions)];
      });
      const cut = result.embeddings.flatMap((one, i) =>
        one.ok && one.truncated ? [startIndex + i] : [],
      );
      const warnings = cut.map((i) => ({
        type: 'other' as const,
        message: `values[${i}] is longer than ${identity.maxTokens} tokens, and its end is not in the embedding`,
      }));
      return { embeddings, usage: { tokens: result.usage.tokens }, warnings };
    },
  };
}
