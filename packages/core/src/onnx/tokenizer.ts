import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { invalid, messageOf, NestvecError } from '../errors.ts';
import { loadPeer, missingPeer } from '../load-peer.ts';
import type * as Tokenizers from 'tokenizers';
import { longTextHead } from './long-text.ts';
import { modelError } from './model-error.ts';
import { readJson } from './read-json.ts';
import type { SpecialToken, TextSide } from './sides.ts';

/** Token ids of one text, with the special tokens around it. */
export interface Tokens {
  readonly ids: readonly number[];
  /** Whether the end of the text was cut off to keep within the limit. */
  readonly truncated: boolean;
}

/** Turns texts into token ids exactly as the Python `tokenizers` package does with the same file. */
export interface TextTokenizer {
  /**
   * Ids of each text, at most `maxTokens`, of which the last is always the end token where the model has one. A text without a single token of its own
   * (empty, or nothing but spaces and control characters) is a `text` error in its place.
   */
  encode(texts: readonly string[], prefix: string): Promise<readonly (Tokens | NestvecError)[]>;
}

const configSchema = z.object({ model_max_length: z.number().positive().optional() });

/** Most tokens that tokenizer_config.json allows, special tokens included; `Infinity` where it is silent. */
export async function readTokenLimit(directory: string): Promise<number> {
  const name = 'tokenizer_config.json';
  const exists = await stat(join(directory, name)).catch(() => undefined);
  if (exists === undefined) return Number.POSITIVE_INFINITY;
  const { model_max_length } = await readJson(directory, name, configSchema);
  return model_max_length ?? Number.POSITIVE_INFINITY;
}

/** What is known of a model's tokenizer. */
export interface TokenizedModel {
  readonly directory: string;
  readonly called: string;
  readonly text: Pick<TextSide, 'tokens'>;
}

/** Loads tokenizer.json. Throws `model` where it is missing, has other special ids or puts others around a text. */
export async function openTokenizer(
  model: TokenizedModel,
  maxTokens: number,
): Promise<TextTokenizer> {
  const { directory } = model;
  const { end } = model.text.tokens;
  const { Tokenizer } = await loadTokenizers();
  let tokenizer: InstanceType<typeof Tokenizer>;
  try {
    tokenizer = Tokenizer.fromFile(join(directory, 'tokenizer.json'));
  } catch (error) {
    throw modelError(directory, `tokenizer.json can't be read (${messageOf(error)})`, error);
  }
  // Left to its file, it may cut or pad by limits of its own.
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  checkSpecialIds(model, (token) => tokenizer.tokenToId(token));

  async function encodeAll(texts: readonly string[]): Promise<readonly number[][]> {
    const encodings = await tokenizer.encodeBatch([...texts]);
    return encodings.map((encoding) => encoding.getIds());
  }

  async function encodeOne(head: string, text: string): Promise<readonly number[]> {
    const [ids = []] = await encodeAll([head]);
    if (ids.length > maxTokens || head.length === text.length) return ids;
    const [whole = []] = await encodeAll([text]);
    return whole;
  }

  const [around = []] = await encodeAll(['']);
  checkAround(model, around);

  return {
    async encode(texts, prefix) {
      const full = texts.map((text) => prefix + text);
      const heads = full.map((text) => longTextHead(text, maxTokens));
      const short = full.filter((text, index) => heads[index]?.length === text.length);
      const [empty = [], ...encoded] = await encodeAll([prefix, ...short]);
      if (empty.length >= maxTokens)
        throw invalid(
          'onnx.maxTokens',
          `is ${maxTokens}, which the instruction before a text and the tokens around it fill with ${empty.length}, so that all texts would be one; raise it`,
        );
      let next = 0;
      const results: (Tokens | NestvecError)[] = [];
      for (const [index, text] of full.entries()) {
        const head = heads[index] ?? text;
        const ids =
          head.length === text.length ? (encoded[next++] ?? []) : await encodeOne(head, text);
        results.push(ids.length <= empty.length ? emptyText() : cut(ids, maxTokens, end));
      }
      return results;
    },
  };
}

function cut(ids: readonly number[], maxTokens: number, end: SpecialToken | undefined): Tokens {
  if (ids.length <= maxTokens) return { ids, truncated: false };
  const kept = end === undefined ? ids.slice(0, maxTokens) : ids.slice(0, maxTokens - 1);
  return { ids: end === undefined ? kept : [...kept, end.id], truncated: true };
}

function emptyText(): NestvecError<'text'> {
  return new NestvecError('text', 'the text is empty, so it has no embedding; leave it out', {
    reason: 'empty',
  });
}

function checkSpecialIds(
  { directory, called, text }: TokenizedModel,
  idOf: (token: string) => number | null,
): void {
  const { begin, pad, end } = text.tokens;
  for (const { token, id } of [begin, pad, end].filter((one) => one !== undefined)) {
    const found = idOf(token);
    if (found === id) continue;
    throw modelError(
      directory,
      `tokenizer.json has ${token} as id ${found ?? 'none'} where ${id} is expected; it is not ${called}`,
    );
  }
}

/** Otherwise a text that is cut would end without its last token, or with one that it never has. */
function checkAround({ directory, called, text }: TokenizedModel, found: readonly number[]): void {
  const { begin, end } = text.tokens;
  const expected = [begin, end].flatMap((one) => (one === undefined ? [] : [one.id]));
  if (expected.join() === found.join()) return;
  const shown = (ids: readonly number[]): string => (ids.length === 0 ? 'nothing' : ids.join(', '));
  throw modelError(
    directory,
    `tokenizer.json puts ${shown(found)} around a text where ${shown(expected)} is expected (the ids of begin and end); it is not ${called}`,
  );
}

async function loadTokenizers(): Promise<typeof Tokenizers> {
  return await loadPeer(
    'tokenizers',
    async () => {
      try {
        return await import('tokenizers');
      } catch (error) {
        throw missingPeer('tokenizers', error);
      }
    },
    { needs: '^0.23.2', from: import.meta.url },
  );
}
