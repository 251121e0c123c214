import { checkList } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import { checkMethods } from '../options/check-methods.ts';
import type { Embedder } from '../embedder/embedder.ts';
import type { CallOptions } from '../async/signal.ts';

/** How many tokens each text has for the model, in order; where it stops at what the model reads, that many. */
export type CountTokens = (texts: readonly string[]) => Promise<readonly number[]>;

const checkCall = checkNames<CallOptions>({ signal: true });

/**
 * Counts as the embedder does, special tokens included. Nothing is embedded. Throws `invalid-input` for an embedder without `measure`; the
 * counter rejects with it for anything but a list of texts.
 */
export function tokenCounter(
  embedder: Pick<Embedder, 'measure'>,
  options?: CallOptions,
): CountTokens {
  checkMethods(embedder, ['measure'], 'embedder', 'an embedder');
  checkCall(options, 'options');
  return async (texts) => {
    checkList(texts, 'texts');
    const sizes = await embedder.measure(
      texts.map((text) => ({ text })),
      options,
    );
    return sizes.map(({ tokens }) => tokens);
  };
}
