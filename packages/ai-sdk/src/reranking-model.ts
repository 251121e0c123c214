import type { RerankingModelV3 } from '@ai-sdk/provider';
import type { RankedText, Reranker } from '@nestvec/core';
import { sdkError } from './call-error.ts';

/** A reranker as a reranking model of the SDK. Objects are compared as JSON; a text that is empty is not ranked. */
export function rerankingModel({
  reranker,
  modelId,
}: {
  readonly reranker: Reranker;
  readonly modelId: string;
}): RerankingModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'nestvec',
    modelId,
    async doRerank({ documents, query, topN, abortSignal }) {
      const texts =
        documents.type === 'text'
          ? documents.values
          : documents.values.map((value) => JSON.stringify(value));
      const places = texts.flatMap((text, i) => (text === '' ? [] : [i]));
      const readable = places.map((i) => texts[i] ?? '');
      const limit = Math.min(topN ?? readable.length, readable.length);
      let ranked: readonly RankedText[] = [];
      try {
        if (limit > 0)
          ranked = await reranker.rerank(query, readable, { limit, signal: abortSignal });
      } catch (error) {
        throw sdkError(error, { model: modelId, operation: 'rerank', signal: abortSignal });
      }
      const ranking = ranked.flatMap(({ index, score }) => {
        const place = places[index];
        return place === undefined ? [] : [{ index: place, relevanceScore: score }];
      });
      if (documents.type === 'text') return { ranking };
      const warning = { type: 'compatibility', feature: 'object documents' } as const;
      return { ranking, warnings: [{ ...warning, details: 'they are compared as JSON' }] };
    },
  };
}
