import { throwIfAborted } from '../../async/signal.ts';
import { checkIsEmbedder } from '../../embedder/check-embedder.ts';
import type { Content } from '../../embedder/content.ts';
import type { Embedder, EmbedOptions, Usage } from '../../embedder/embedder.ts';
import { twoImages } from '../verify.ts';
import { bestOf } from './best-of.ts';
import { checkMeasureOptions, type MeasureOptions } from './measure-options.ts';

/** How fast an embedder is here. */
export interface ModelSpeed {
  /** Milliseconds of one query, a sentence of some 16 tokens. */
  readonly queryMs: number;
  /** Tokens read a second in eight documents at once, of at most some 130 tokens each; 0 where a service counts none. */
  readonly tokensPerSecond: number;
  /** Milliseconds of one small image; absent where the model takes none. */
  readonly imageMs?: number;
}

const query: Content = { text: 'two brown dogs play with a red ball in the snow near a house' };
const sentence = 'The lamp on the table of the old house by the sea shines until the morning. ';

/** Their beginnings differ, so that no server takes them for one. */
const documents: readonly Content[] = Array.from({ length: 8 }, (_, i) => ({
  text: `${i + 1}. ${sentence.repeat(7)}`,
}));

/**
 * Measures how fast an embedder that is open embeds here: a query, texts in bulk and, where it takes them, an image, each at its best in half a
 * second. A service charges for what is embedded. Rejects with what a content was refused with, or as `embed` does; with `aborted`.
 */
export async function measureModel(
  embedder: Embedder,
  options: MeasureOptions = {},
): Promise<ModelSpeed> {
  checkIsEmbedder(embedder, 'embedder');
  checkMeasureOptions(options);
  throwIfAborted(options, 'measuring');
  const { signal, onProgress } = options;
  const time = async (contents: readonly Content[], task: EmbedOptions['task']): Promise<number> =>
    await bestOf(async () => await embedAll(embedder, contents, { task, signal }), { signal });
  onProgress?.('a query');
  const queryMs = await time([query], 'query');
  onProgress?.('texts');
  const many = documents.slice(0, embedder.limits.itemsPerCall);
  const { tokens } = await embedAll(embedder, many, { task: 'document', signal });
  const tokensPerSecond = (tokens * 1000) / (await time(many, 'document'));
  if (embedder.identity.imagePolicy === 'none') return { queryMs, tokensPerSecond };
  onProgress?.('an image');
  const imageMs = await time(twoImages.slice(1), 'document');
  return { queryMs, tokensPerSecond, imageMs };
}

/** Refusing a content takes no time, so its error takes the place of a figure. */
async function embedAll(
  embedder: Embedder,
  contents: readonly Content[],
  options: EmbedOptions,
): Promise<Usage> {
  const { embeddings, usage } = await embedder.embed(contents, options);
  for (const embedding of embeddings) if (!embedding.ok) throw embedding.error;
  return usage;
}
