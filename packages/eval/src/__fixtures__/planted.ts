import type { Content, Embedder } from '@nestvec/core';
import { normalize } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import type { Example, RetrievalDataset } from '../data/dataset.ts';
import { randomBelow } from '../statistics/random.ts';

/** An embedder whose vectors are given, by text. */
export function embedderOf(vectors: ReadonlyMap<string, Float32Array>, dimensions: number): Embedder & { calls: string[] } {
  const calls: string[] = [];
  const base = fakeEmbedder({ dimensions });
  return {
    ...base,
    calls,
    embed: async (contents, options) => {
      const texts = contents.map(textOf);
      calls.push(...texts);
      const known = await base.embed(contents, options);
      return {
        ...known,
        embeddings: known.embeddings.map((embedding, i) => {
          const vector = vectors.get(texts[i] ?? '');
          return vector === undefined || !embedding.ok ? embedding : { ...embedding, vector };
        }),
      };
    },
  };
}

function textOf(content: Content): string {
  return 'text' in content ? content.text : '';
}

/**
 * Queries of which each has one right document, and vectors in which all that is right lies in the first `needed` dimensions: a shorter
 * prefix knows only a part of it, the rest is noise that is the same for both.
 */
export function planted(options: { queries: number; needed: number; dimensions: number; noise: number; seed: number }): {
  readonly dataset: RetrievalDataset;
  readonly embedder: Embedder & { calls: string[] };
} {
  const { queries, needed, dimensions, noise, seed } = options;
  const below = randomBelow(seed);
  const normal = (): number => {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += below(2 ** 32) / 2 ** 32;
    return sum - 6;
  };
  const vectors = new Map<string, Float32Array>();
  const asked: Example[] = [];
  const documents: Example[] = [];
  const qrels = new Map<string, ReadonlyMap<string, number>>();
  for (let i = 0; i < queries; i++) {
    const meaning = Float32Array.from({ length: dimensions }, (_, at) => (at < needed ? normal() : 0));
    const heard = meaning.map((value, at) => (at < needed ? value + noise * normal() : 0));
    vectors.set(`document ${i}`, normalize(meaning));
    vectors.set(`query ${i}`, normalize(heard));
    asked.push({ id: `q${i}`, content: { text: `query ${i}` } });
    documents.push({ id: `d${i}`, content: { text: `document ${i}` } });
    qrels.set(`q${i}`, new Map([[`d${i}`, 1]]));
  }
  return {
    dataset: {
      name: 'planted',
      notes: [],
      tasks: [{ name: 'text-to-text', queries: asked, documents, qrels }],
    },
    embedder: embedderOf(vectors, dimensions),
  };
}
