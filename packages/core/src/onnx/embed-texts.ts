import type { EmbedOptions } from '../embedder.ts';
import { isNestvecError, NestvecError } from '../errors.ts';
import type { Place } from './embed-all.ts';
import type { Model } from './model.ts';
import { textBatches } from './text-batches.ts';
import type { Placed } from '../sort-contents.ts';
import { toEmbedding } from './to-embedding.ts';
import type { Tokens } from './tokenizer.ts';

/** Embeds texts in batches of similar length. */
export async function embedTexts(
  model: Model,
  texts: readonly Placed<unknown>[],
  options: EmbedOptions,
  place: Place,
): Promise<void> {
  const prefix = options.task === 'query' ? model.config.queryPrefix : '';
  const readable = texts.filter((text): text is Placed<string> => typeof text.value === 'string');
  for (const { position, value } of texts) {
    if (typeof value !== 'string') place(position, { ok: false, error: notAString(value) });
  }
  const tokenizer = await model.tokenizer();
  const encoded = await tokenizer.encode(
    readable.map((text) => text.value),
    prefix,
  );
  const tokensAt = new Map<number, Tokens>();
  for (const [index, { position }] of readable.entries()) {
    const tokens = encoded[index];
    if (isNestvecError(tokens)) place(position, { ok: false, error: tokens });
    else if (tokens !== undefined) tokensAt.set(position, tokens);
  }
  const rows = [...tokensAt].map(([position, { ids }]) => ({ position, ids }));
  for (const { positions, ids, length } of textBatches(rows, model.options.batchTokens)) {
    const vectors = await model.infer('text', options, async (graph) =>
      graph.runTexts(ids, positions.length, length),
    );
    for (const [row, position] of positions.entries()) {
      const { ids: own = [], truncated = false } = tokensAt.get(position) ?? {};
      place(position, toEmbedding(model, vectors, row, { tokens: own.length, truncated }));
    }
  }
}

function notAString(value: unknown): NestvecError<'text'> {
  return new NestvecError('text', `a text is a string, not ${typeof value}`, {
    reason: 'not-a-string',
  });
}
