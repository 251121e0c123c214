import { type Content, type EmbedOptions, NestvecError, normalize, truncate } from '@nestvec/core';
import { embedContents } from '@nestvec/core/kit';
import type { ResolvedClassifier } from './options.ts';

/** Embeds contents that must all be embedded. Rejects with the error of the first that is not. */
export async function embedAll(
  { embedder, dimensions }: Pick<ResolvedClassifier, 'embedder' | 'dimensions'>,
  contents: readonly Content[],
  options: EmbedOptions,
): Promise<readonly Float32Array[]> {
  const { embeddings } = await embedContents(embedder, contents, options);
  return embeddings.map((embedding) => {
    if (!embedding.ok) throw embedding.error;
    return truncate(embedding.vector, dimensions);
  });
}

/** The direction between unit vectors. Rejects where they cancel each other out. */
export function meanDirection(vectors: readonly Float32Array[], what: string): Float32Array {
  const [first] = vectors;
  const total = new Float32Array(first?.length ?? 0);
  for (const vector of vectors)
    for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + (vector[i] ?? 0);
  try {
    return normalize(total);
  } catch (error) {
    throw new NestvecError(
      'invalid-input',
      `${what}: its examples have no common direction`,
      { field: what },
      { cause: error },
    );
  }
}

/** A vector for each class: each prompt is cut and normalised, then averaged, which is what a user of that size gets. */
export async function promptVectors(
  classifier: ResolvedClassifier,
): Promise<readonly Float32Array[]> {
  const { labels, templates, signal } = classifier;
  const prompts = labels.flatMap((label) =>
    templates.map((template): Content => ({ text: template.replaceAll('{c}', label) })),
  );
  const vectors = await embedAll(classifier, prompts, { task: 'document', signal });
  return labels.map((label, i) =>
    meanDirection(vectors.slice(i * templates.length, (i + 1) * templates.length), label),
  );
}
