import { type Embedder, isNestvecError, type Task, truncate } from '@nestvec/core';
import { embedContents, invalid } from '@nestvec/core/kit';
import { embedder as genkitEmbedder, type ResolvableAction } from 'genkit/plugin';
import { embedOptionsSchema, resolveEmbedOptions } from './embed-options.ts';
import { contentOf } from './read-document.ts';

/** An embedder of Genkit: one embedding for each document, which is a text or an image. */
export function embedderAction(embedder: Embedder, usual: Task): ResolvableAction {
  const { identity } = embedder;
  const info = {
    label: `${identity.model}, ${usual === 'query' ? 'queries' : 'documents'}`,
    dimensions: identity.dimensions,
    supports: {
      input:
        identity.imagePolicy === 'none' ? ['text' as const] : ['text' as const, 'image' as const],
    },
  };
  return genkitEmbedder(
    { name: usual, info, configSchema: embedOptionsSchema },
    async ({ input, options }, { abortSignal }) => {
      const { task, dimensions } = resolveEmbedOptions(options, identity, usual);
      const contents = input.map((document, i) => contentOf(document, `input[${i}]`));
      const call = { task, signal: abortSignal };
      const { embeddings } = await embedContents(embedder, contents, call);
      return {
        embeddings: embeddings.map((embedding, i) => {
          // A typed array would become an object in JSON.
          if (embedding.ok) return { embedding: [...truncate(embedding.vector, dimensions)] };
          const { error } = embedding;
          throw isNestvecError(error, 'embedder')
            ? error
            : invalid(`input[${i}]`, error.message, error);
        }),
      };
    },
  );
}
