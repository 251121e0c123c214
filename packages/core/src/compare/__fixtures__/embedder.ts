import type { Content } from '../../embedder/content.ts';
import type { Embedder } from '../../embedder/embedder.ts';
import type { EmbedderIdentity } from '../../spec/identity.ts';
import { NestvecError } from '../../errors.ts';

/** The identity of the hosted model; tests change a part of it. */
const hosted: EmbedderIdentity = {
  model: 'jinaai/jina-clip-v2',
  revision: 'unknown',
  weights: 'hosted',
  preprocessing: 'remote-1',
  maxTokens: 8192,
  imagePolicy: 'crop',
  taskHandling: 'service',
  dimensions: 1024,
};

/** An embedder that has a vector for each content; a text `bad` fails. `calls` counts the contents of each call. */
export function tableEmbedder(
  identity: Partial<EmbedderIdentity>,
  vectorOf: (name: string) => Float32Array,
  limits: Partial<Embedder['limits']> = {},
): Embedder & { readonly calls: number[] } {
  const calls: number[] = [];
  return {
    calls,
    identity: { ...hosted, ...identity },
    limits: {
      itemsPerCall: 100,
      tokensPerCall: Number.POSITIVE_INFINITY,
      bytesPerCall: Number.POSITIVE_INFINITY,
      concurrency: 2,
      ...limits,
    },
    async embed(contents) {
      calls.push(contents.length);
      const embeddings = contents.map((content) => {
        const name = nameOf(content);
        if (name !== 'bad') {
          return { ok: true, vector: vectorOf(name), tokens: 1, truncated: false } as const;
        }
        const error = new NestvecError('text', 'it is bad', { reason: 'empty' });
        return { ok: false, error } as const;
      });
      return { embeddings, usage: { tokens: contents.length, requests: 1 } };
    },
    measure: async (contents) => contents.map(() => ({ tokens: 1, bytes: 1 })),
    close: async () => {},
  };
}

function nameOf(content: Content): string {
  if ('text' in content) return content.text;
  return typeof content.image === 'string' ? content.image : 'bad';
}
