import type { Embedder } from '@nestvec/core';
import type { Call } from '../app/route.ts';
import type { EmbedPool } from '../queue/embed-pool.ts';

/** An embedder whose contents wait their turn among those of all clients, and are counted for the one who asks. */
export function queryEmbedder(own: Embedder, pool: EmbedPool, call: Call): Embedder {
  let items = 0;
  let tokens = 0;
  return {
    identity: own.identity,
    limits: own.limits,
    measure: async (contents, options) => await own.measure(contents, options),
    async embed(contents, { task, signal }) {
      const leave = await pool.enter(contents.length, call);
      try {
        const { client } = call;
        const embeddings = await pool.queueOf(own).embed(contents, { task, client, signal });
        const used = embeddings.reduce((sum, one) => sum + (one.ok ? one.tokens : 0), 0);
        items += contents.length;
        tokens += used;
        call.count(items, tokens);
        return { embeddings, usage: { tokens: used, requests: 1 } };
      } finally {
        leave();
      }
    },
    async close() {},
  };
}
