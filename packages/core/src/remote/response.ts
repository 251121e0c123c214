import { z } from 'zod';
import { decodeEmbedding, type Encoding } from './decode-embedding.ts';
import type { Result } from './service.ts';

/** What the body of an answer with status 200 holds. */
export interface ReadResponse {
  /** In the order of the inputs; `undefined` where the answer has none for an input. */
  readonly results: readonly (Result | undefined)[];
  /** `usage.total_tokens`. */
  readonly tokens: number | undefined;
}

/** Only what is used: the API adds fields, and some servers leave out `usage`. */
const responseSchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.unknown() })),
  usage: z.object({ total_tokens: z.int().nonnegative() }).optional().catch(undefined),
});

/**
 * Reads an answer to `inputs` inputs and puts each embedding into the place that its `index` names: the order of the list means
 * nothing. Returns what is wrong, as the rest of a sentence, where the answer as a whole can't be trusted.
 */
export function readResponse(
  body: string,
  inputs: number,
  encoding: Encoding,
  dimensions: number,
): ReadResponse | string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return body.trimStart().startsWith('<')
      ? 'is a web page; look whether a login page or a proxy is in between'
      : 'is not JSON';
  }
  const parsed = responseSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `is not a list of embeddings (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`;
  }
  const { data, usage } = parsed.data;
  const results: (Result | undefined)[] = Array.from({ length: inputs });
  for (const { index, embedding } of data) {
    if (index >= inputs) return `has an embedding for input ${index} of ${inputs}`;
    if (results[index] !== undefined) return `has two embeddings for input ${index}`;
    results[index] = { decoded: decodeEmbedding(embedding, encoding, dimensions) };
  }
  return { results, tokens: usage?.total_tokens };
}
