import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import type { VectorIndex } from '@nestvec/core';
import { compareIdentity } from '@nestvec/core/compare';
import { checkIsOptions, describeValue, invalid } from '@nestvec/core/kit';
import { NestvecEmbeddings } from './embeddings.ts';
import type { AddOptions } from './options.ts';
import type { NestvecVectorStoreOptions } from './vector-store.ts';

/** What `fromDocuments` and `fromTexts` take last: the index, and the options of the store and of the addition. */
export interface FromConfig extends NestvecVectorStoreOptions, AddOptions {
  readonly index: VectorIndex;
}

/** The parts of such a configuration, which are checked where they are used. */
export function splitConfig(config: FromConfig): {
  readonly index: VectorIndex;
  readonly own: NestvecVectorStoreOptions;
  readonly options: AddOptions;
} {
  checkIsOptions(config, 'config');
  const { index, over, ...options } = config;
  return { index, own: { over }, options };
}

/** Throws `invalid-input` for embeddings that are not those of the index, which would be asked for nothing. */
export function checkEmbeddings(
  embeddings: EmbeddingsInterface | undefined,
  { embedder }: VectorIndex,
): void {
  if (embeddings === undefined) return;
  const isOurs =
    embeddings instanceof NestvecEmbeddings &&
    compareIdentity(embedder.identity, embeddings.embedder.identity).verdict === 'equal';
  if (!isOurs)
    throw invalid(
      'embeddings',
      `must be those of the index, which embeds by itself, or undefined; got ${describeValue(embeddings)}`,
    );
}
