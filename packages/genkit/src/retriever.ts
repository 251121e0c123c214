import { type Reranker, retrieve } from '@nestvec/core';
import { retriever as genkitRetriever, type ResolvableAction } from 'genkit/plugin';
import { type Showing, toDocuments } from './found-document.ts';
import type { ServedIndex } from './options.ts';
import { queryOf } from './read-document.ts';
import { resolveRetrieveOptions, retrieveOptionsSchema } from './retrieve-options.ts';

/** What a retriever works with. */
interface RetrieverParts {
  readonly index: ServedIndex;
  readonly reranker: Reranker | undefined;
  readonly shown: Showing;
}

/** An index as a retriever of Genkit, for queries of texts, of images and of both. */
export function retrieverAction(
  name: string,
  { index, reranker, shown }: RetrieverParts,
): ResolvableAction {
  const info = { label: index.spec.name, supports: { media: true } };
  return genkitRetriever(
    { name, info, configSchema: retrieveOptionsSchema },
    async (query, options: unknown) => {
      const asked = queryOf(query);
      const resolved = resolveRetrieveOptions(options);
      // A reranker compares texts.
      const isText = typeof asked === 'object' && 'text' in asked && asked.text !== undefined;
      const { passages } = await retrieve(index, asked, {
        ...resolved,
        ...(isText ? { reranker } : {}),
      });
      return { documents: await toDocuments(passages, shown) };
    },
  );
}
