import { messageOf } from '@nestvec/core/kit';
import type { EmbedderFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';
import { openEmbedder } from '../open/embedder.ts';
import { count } from '../text.ts';
import type { Finding } from './finding.ts';

/** Far more than the one word costs. */
const cap = 100;

/** Whether a remote embedder answers: one word is embedded, which a service charges a few tokens for. */
export async function checkEmbedder(flags: EmbedderFlags, io: Io): Promise<readonly Finding[]> {
  const name = flags.embedder ?? 'local';
  try {
    const spend = name === 'jina' ? { spendTokens: cap } : {};
    const embedder = await openEmbedder({ ...flags, ...spend }, io);
    try {
      const { signal } = io;
      const { embeddings, usage } = await embedder.embed([{ text: 'hello' }], {
        task: 'query',
        signal,
      });
      const [embedding] = embeddings;
      if (embedding?.ok !== true) throw embedding?.error ?? new Error('it gave no embedding');
      const { model, dimensions } = embedder.identity;
      const cost = `${count(usage.tokens, 'token')} spent`;
      return [{ name, found: `${model} answers with ${dimensions} dimensions, ${cost}` }];
    } finally {
      await embedder.close();
    }
  } catch (error) {
    return [{ name, found: messageOf(error), fix: 'see what it says, and try again' }];
  }
}
