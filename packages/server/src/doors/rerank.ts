import type { Reranker } from '@nestvec/core';
import { z } from 'zod';
import { postRoute, type Route } from '../app/route.ts';
import { checkText, type ContentReader } from '../embed/read-contents.ts';
import { plainEnvelope } from '../problem/envelope.ts';
import type { EmbedPool } from '../queue/embed-pool.ts';

const bodySchema = z
  .object({ query: z.string(), documents: z.array(z.string()) })
  .meta({ id: 'RerankRequest' });

const answerSchema = z
  .object({
    query: z.string(),
    scores: z.array(z.object({ document: z.string(), score: z.number() })),
  })
  .meta({ id: 'RerankScores' });

/** What a reranker's route needs of the server. */
interface RerankTools {
  readonly pool: EmbedPool;
  readonly reader: ContentReader;
}

/** `POST /rerank`, the container that Weaviate's module reranker-transformers asks. Scores are in the order of the documents. */
export function rerankRoute(reranker: Reranker, { pool, reader }: RerankTools): Route {
  return postRoute(
    {
      path: '/rerank',
      summary: 'What Weaviate’s reranker-transformers asks',
      access: 'embed',
      envelope: plainEnvelope,
      body: bodySchema,
      answer: answerSchema,
      mayLackType: true,
      isPatient: () => true,
    },
    async ({ query, documents }, call) => {
      checkText({ text: query }, 'query', reader);
      for (const [i, text] of documents.entries()) checkText({ text }, `documents[${i}]`, reader);
      const leave = await pool.enter(documents.length, call);
      try {
        const places = documents.flatMap((text, i) => (text.trim() === '' ? [] : [i]));
        const texts = places.map((i) => documents[i] ?? '');
        const { signal } = call;
        const ranked =
          texts.length === 0
            ? []
            : await reranker.rerank(query, texts, { limit: texts.length, signal });
        const scores = new Map(ranked.map(({ index, score }) => [places[index], score]));
        // Weaviate wants a score for each: what can't be compared comes last.
        const last = Math.min(0, ...scores.values()) - 1;
        call.count(documents.length, 0);
        return {
          body: {
            query,
            scores: documents.map((document, i) => ({ document, score: scores.get(i) ?? last })),
          },
        };
      } finally {
        leave();
      }
    },
  );
}
