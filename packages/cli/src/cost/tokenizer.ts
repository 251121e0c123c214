import { type Embedder, isNestvecError } from '@nestvec/core';
import { type HostedModelId, hostedModels } from '@nestvec/core/remote';
import type { CountTextTokens } from '@nestvec/core/cost';
import { publishedModel } from '@nestvec/core/hub';
import { onnx } from '@nestvec/core/onnx';
import type { Io } from '../io.ts';
import { locateModel } from '../open/model.ts';

/** A tokenizer, and a way to free it. */
export interface Tokenizer {
  readonly countTokens: CountTextTokens;
  readonly close: () => Promise<void>;
}

/** Longest text that the hosted model reads. */
const maxTokens = 8192;

/** The tokenizer of the hosted model, where the same model is on this machine, as only those that run here can be. */
export async function findTokenizer(
  model: HostedModelId,
  directory: string | undefined,
  io: Io,
): Promise<Tokenizer | undefined> {
  const { identity } = hostedModels[model];
  if (directory === undefined && publishedModel(identity) === undefined) return undefined;
  try {
    const located = await locateModel({ model: directory ?? identity }, io);
    return tokenizerOf(await onnx({ ...located, maxTokens, onWarning: () => {} }));
  } catch (error) {
    if (directory === undefined && isNestvecError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Counts by an embedder, which loads its tokenizer for it and nothing else. */
export function tokenizerOf(embedder: Embedder): Tokenizer {
  return {
    countTokens: async (texts, { signal }) => {
      const contents = texts.map((text) => ({ text }));
      return (await embedder.measure(contents, { signal })).map(({ tokens }) => tokens);
    },
    close: async () => await embedder.close(),
  };
}
