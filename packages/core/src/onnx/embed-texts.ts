import type { EmbedOptions } from '../embedder/embedder.ts';
import { isNestvecError, NestvecError } from '../errors.ts';
import type { PutEmbedding } from './embed-all.ts';
import type { Model } from './model.ts';
import type { LayerSizes } from './sides.ts';
import { activationBytes, longestWithin, textBatches } from './text-batches.ts';
import type { Placed } from '../embedder/sort-contents.ts';
import { toEmbedding } from './to-embedding.ts';
import type { Tokens } from './tokenizer.ts';

/** Embeds texts in batches of similar length. */
export async function embedTexts(
  model: Model,
  texts: readonly Placed<unknown>[],
  options: EmbedOptions,
  put: PutEmbedding,
): Promise<void> {
  const side = model.config.text;
  const { layers, padTo } = side;
  const readable = texts.filter((text): text is Placed<string> => typeof text.value === 'string');
  for (const { position, value } of texts) {
    if (typeof value !== 'string') put(position, { ok: false, error: notAString(value) });
  }
  const tokenizer = await model.tokenizer();
  const encoded = await tokenizer.encode(
    readable.map((text) => text.value),
    side.prefixes[options.task],
  );
  const tokensAt = new Map<number, Tokens>();
  const { batchTokens, textMemory } = model.options;
  const isByHead = Number.isFinite(textMemory) && (await model.textsByHead());
  for (const [index, { position }] of readable.entries()) {
    const tokens = encoded[index];
    if (isNestvecError(tokens)) put(position, { ok: false, error: tokens });
    else if (tokens === undefined) continue;
    else if (activationBytes(layers, 1, padTo ?? tokens.ids.length, isByHead) > textMemory)
      put(position, {
        ok: false,
        error: tooMuchMemory(layers, tokens.ids.length, textMemory, isByHead),
      });
    else tokensAt.set(position, tokens);
  }
  const rows = [...tokensAt].map(([position, { ids }]) => ({ position, ids }));
  const budget = { tokens: batchTokens, bytes: textMemory, isByHead };
  for (const { positions, ...batch } of textBatches(rows, budget, side)) {
    const vectors = await model.infer('text', options, async (graph) =>
      graph.runTexts({ ...batch, task: options.task }),
    );
    for (const [row, position] of positions.entries()) {
      const { ids: own = [], truncated = false } = tokensAt.get(position) ?? {};
      put(position, toEmbedding(model, vectors, row, { tokens: own.length, truncated }));
    }
  }
}

function notAString(value: unknown): NestvecError<'text'> {
  return new NestvecError('text', `a text must be a string, got ${typeof value}`, {
    reason: 'not-a-string',
  });
}

function tooMuchMemory(
  layers: LayerSizes,
  tokens: number,
  textMemory: number,
  isByHead: boolean,
): NestvecError<'text'> {
  const bytes = activationBytes(layers, 1, tokens, isByHead);
  const longest = longestWithin(layers, textMemory, tokens, isByHead);
  return new NestvecError(
    'text',
    `a text of ${tokens} tokens takes about ${Math.ceil(bytes / 2 ** 20)} MiB where textMemory allows ${Math.floor(textMemory / 2 ** 20)}; cut it into passages, or set maxTokens to ${longest}`,
    { reason: 'too-long' },
  );
}
