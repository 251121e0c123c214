import type { Content, Embedder, Embedding } from '@nestvec/core';
import type { Call } from '../app/route.ts';
import type { EmbedPool } from '../queue/embed-pool.ts';
import { queryEmbedder } from './query-embedder.ts';

/** Embedders of one request that asks several searches: each content is embedded once, whichever of them ask for it. */
export function screenEmbedders(pool: EmbedPool, call: Call): (own: Embedder) => Embedder {
  const known = new Map<Embedder, Embedder>();
  const used = new Map<Embedder, readonly [items: number, tokens: number]>();
  /** What all of them used, since a key's rate counts the request as one. */
  const countFor = (own: Embedder) => (items: number, tokens: number) => {
    used.set(own, [items, tokens]);
    const all = [...used.values()];
    call.count(
      all.reduce((sum, [count]) => sum + count, 0),
      all.reduce((sum, [, count]) => sum + count, 0),
    );
  };
  return (own) => {
    const found =
      known.get(own) ?? askOnce(queryEmbedder(own, pool, { ...call, count: countFor(own) }));
    known.set(own, found);
    return found;
  };
}

/** What was embedded, with the tokens of the call in which it was. */
interface Embedded {
  readonly embedding: Embedding;
  readonly tokens: number;
}

/** Queries alone are asked for here, so that the task says nothing; an image is known by being the very same bytes. */
function askOnce(embedder: Embedder): Embedder {
  const asked = new Map<unknown, Promise<Embedded>>();
  const ask = async (content: Content, signal: AbortSignal | undefined): Promise<Embedded> => {
    const { embeddings, usage } = await embedder.embed([content], { task: 'query', signal });
    const [embedding] = embeddings;
    if (embedding === undefined) throw new RangeError('an embedder gives one for each content');
    return { embedding, tokens: usage.tokens };
  };
  return {
    ...embedder,
    async embed(contents, { signal }) {
      let tokens = 0;
      let requests = 0;
      const waiting = contents.map((content) => {
        const name = 'text' in content ? `text ${content.text}` : content.image;
        const before = asked.get(name);
        if (before !== undefined) return before;
        const now = ask(content, signal).then((embedded) => {
          tokens += embedded.tokens;
          requests += 1;
          return embedded;
        });
        now.catch(() => {}); // each who waits hears of it
        asked.set(name, now);
        return now;
      });
      const embedded = await Promise.all(waiting);
      return {
        embeddings: embedded.map(({ embedding }) => embedding),
        usage: { tokens, requests },
      };
    },
  };
}
