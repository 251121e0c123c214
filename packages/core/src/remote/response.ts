import { z } from 'zod';
import { decodeEmbedding, type Encoding } from './decode-embedding.ts';
import type { Dialect } from './dialects.ts';
import type { Result } from './service.ts';

/** What the body of an answer with status 200 holds. */
export interface ReadResponse {
  /** In the order of the inputs; `undefined` where the answer has none for an input. */
  readonly results: readonly (Result | undefined)[];
  /** `undefined` where the answer does not say. */
  readonly tokens: number | undefined;
}

/** Only what is used: the API adds fields, and some servers leave out `usage`. */
const responseSchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.unknown() })),
  usage: z.object({ total_tokens: z.int().nonnegative() }).optional().catch(undefined),
});

/** Of Ollama, in the order of the inputs. */
const ollamaSchema = z.object({
  embeddings: z.array(z.unknown()),
  prompt_eval_count: z.int().nonnegative().optional().catch(undefined),
});

/** Of Text Embeddings Inference, in the order of the inputs. */
const teiSchema = z.array(z.unknown());

/** Of Cohere: embeddings by their type, in the order of the inputs. */
const cohereSchema = z.object({
  embeddings: z.object({ float: z.array(z.unknown()), base64: z.array(z.unknown()) }).partial(),
  meta: z
    .object({
      billed_units: z.object({
        input_tokens: z.number().nonnegative().optional(),
        image_tokens: z.number().nonnegative().optional(),
      }),
    })
    .optional()
    .catch(undefined),
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
  dialect: Dialect = 'jina',
): ReadResponse | string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return body.trimStart().startsWith('<')
      ? 'is a web page; look whether a login page or a proxy is in between'
      : 'is not JSON';
  }
  const asked = { inputs, encoding, dimensions };
  if (dialect === 'cohere') return readCohere(json, asked);
  if (dialect === 'ollama') return readOllama(json, asked);
  if (dialect === 'tei') return readTei(json, asked);
  const parsed = responseSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `is not a list of embeddings (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`;
  }
  const { data, usage } = parsed.data;
  const problem = numberingProblem(data, inputs, dialect);
  if (problem !== undefined) return problem;
  const results: (Result | undefined)[] = Array.from({ length: inputs });
  for (const { index, embedding } of data) {
    if (index >= inputs) return `has an embedding for input ${index} of ${inputs}`;
    if (results[index] !== undefined) return `has two embeddings for input ${index}`;
    results[index] = { decoded: decodeEmbedding(embedding, encoding, dimensions) };
  }
  return { results, tokens: usage?.total_tokens };
}

/** Dialects whose servers leave out the input that they could not embed. */
const mayLeaveOut: ReadonlySet<Dialect> = new Set(['jina', 'on-prem']);

/**
 * Why a list that lacks embeddings can't be trusted. A server that leaves one out and numbers the others anew gives every one after it to
 * the content before; that its numbers are those of the inputs shows only where there is a gap between them.
 */
function numberingProblem(
  data: readonly { readonly index: number }[],
  inputs: number,
  dialect: Dialect,
): string | undefined {
  const counted = `has ${data.length} embeddings for ${inputs} inputs`;
  if (!mayLeaveOut.has(dialect)) return data.length === inputs ? undefined : counted;
  if (data.length === 0 || data.length >= inputs) return undefined;
  const hasGap = data.some(({ index }) => index >= data.length);
  return hasGap ? undefined : `${counted}, numbered from 0 on, so which is whose is not known`;
}

/** What an answer must fit. */
interface Asked {
  readonly inputs: number;
  readonly encoding: Encoding;
  readonly dimensions: number;
}

/** A list without numbers: only the order says which embedding is whose, so one of another length can't be trusted. */
function readOrdered(
  list: readonly unknown[],
  { inputs, encoding, dimensions }: Asked,
  tokens: number | undefined,
): ReadResponse | string {
  if (list.length !== inputs) return `has ${list.length} embeddings for ${inputs} inputs`;
  const results = list.map((one) => ({ decoded: decodeEmbedding(one, encoding, dimensions) }));
  return { results, tokens };
}

function readTei(json: unknown, asked: Asked): ReadResponse | string {
  const parsed = teiSchema.safeParse(json);
  return parsed.success
    ? readOrdered(parsed.data, asked, undefined)
    : 'is not a list of embeddings';
}

function readOllama(json: unknown, asked: Asked): ReadResponse | string {
  const parsed = ollamaSchema.safeParse(json);
  if (!parsed.success) return 'has no embeddings';
  return readOrdered(parsed.data.embeddings, asked, parsed.data.prompt_eval_count);
}

function readCohere(json: unknown, asked: Asked): ReadResponse | string {
  const { encoding } = asked;
  const parsed = cohereSchema.safeParse(json);
  if (!parsed.success) return 'has no embeddings by type';
  const { embeddings, meta } = parsed.data;
  const list = (encoding === 'base64' ? embeddings.base64 : undefined) ?? embeddings.float;
  if (list === undefined) return `has no embeddings in ${encoding}`;
  const { input_tokens: texts, image_tokens: images } = meta?.billed_units ?? {};
  const isKnown = texts !== undefined || images !== undefined;
  return readOrdered(list, asked, isKnown ? (texts ?? 0) + (images ?? 0) : undefined);
}
