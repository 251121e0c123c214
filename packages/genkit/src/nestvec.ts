import { imageFiles } from '@nestvec/core/kit';
import { genkitPluginV2, type GenkitPluginV2, type ResolvableAction } from 'genkit/plugin';
import { embedderAction } from './embedder.ts';
import { indexerAction } from './indexer.ts';
import { checkOptions, type NestvecOptions } from './options.ts';
import { retrieverAction } from './retriever.ts';

/** Images of an answer unless it is said how many. */
const usualImages = 4;

/**
 * An embedder and indexes as a plugin of Genkit: the embedders `nestvec/document` and `nestvec/query`, and for each index a retriever and an
 * indexer of its name. Throws `invalid-input`.
 *
 * ```ts
 * const ai = genkit({ plugins: [nestvec({ embedder, indexes: { manuals: index } })] });
 * const docs = await ai.retrieve({ retriever: 'nestvec/manuals', query: 'How do I change the battery?', options: { k: 3 } });
 * ```
 */
export function nestvec(options: NestvecOptions): GenkitPluginV2 {
  checkOptions(options);
  const { embedder, indexes = {}, images, reranker } = options;
  const shown = {
    files: images === undefined ? undefined : imageFiles(images.roots),
    most: images?.limit ?? usualImages,
  };
  return genkitPluginV2({
    name: 'nestvec',
    init() {
      const actions: ResolvableAction[] =
        embedder === undefined
          ? []
          : [embedderAction(embedder, 'document'), embedderAction(embedder, 'query')];
      for (const [name, index] of Object.entries(indexes)) {
        actions.push(retrieverAction(name, { index, reranker, shown }));
        const { store, ingest } = index;
        if (ingest !== undefined) actions.push(indexerAction(name, { store, ingest }));
      }
      return actions;
    },
  });
}
