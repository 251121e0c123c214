import type { Content } from '../embedder/content.ts';
import type { EmbedResult, Embedding } from '../embedder/embedder.ts';
import { isNestvecError, NestvecError } from '../errors.ts';
import { checkVector } from '../vector.ts';
import { retry } from '../async/retry.ts';
import type { IngestContext } from './context.ts';
import { createRejections, isRejection } from './rejection.ts';

/** A call that is refused for what is in it is halved until the content at fault is alone. */
export function createBisectingEmbed(
  context: IngestContext,
): (contents: readonly Content[]) => Promise<readonly Embedding[]> {
  const { target, tally, options, telemetry } = context;
  const { signal, onRetry } = options;
  const { dimensions } = target.embedder.identity;
  const rejections = createRejections<Content>();
  const embed = async (contents: readonly Content[]): Promise<readonly Embedding[]> => {
    try {
      const result = await retry(
        async () =>
          await telemetry.span(
            'nestvec.embed',
            { 'nestvec.contents': contents.length },
            async () => {
              const result = await target.embedder.embed(contents, { task: 'document', signal });
              checkAnswer(result, contents.length);
              return result;
            },
          ),
        { operation: 'embedding', signal, onRetry },
      );
      tally.embedded(result);
      tally.report();
      rejections.release();
      return result.embeddings.map((embedding) => checkEmbedding(embedding, dimensions));
    } catch (error) {
      if (!isRejection(error)) throw error;
      if (contents.length > 1) {
        const half = Math.ceil(contents.length / 2);
        return [...(await embed(contents.slice(0, half))), ...(await embed(contents.slice(half)))];
      }
      for (const content of contents) rejections.add(content, error);
      return [{ ok: false, error }];
    }
  };
  return embed;
}

function checkAnswer({ embeddings }: EmbedResult, contents: number): void {
  if (embeddings.length === contents) return;
  const problem = `the embedder gave ${embeddings.length} embeddings for ${contents} contents`;
  throw new NestvecError('embedder', problem, { operation: 'embedding', retryable: false });
}

/** The database would refuse an invalid vector, or worse, take it. */
function checkEmbedding(embedding: Embedding, dimensions: number): Embedding {
  if (!embedding.ok) return embedding;
  try {
    checkVector(embedding.vector, dimensions, 'embedding');
    return embedding;
  } catch (error) {
    if (!isNestvecError(error)) throw error;
    return { ok: false, error };
  }
}
