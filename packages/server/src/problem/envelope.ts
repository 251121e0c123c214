import { z } from 'zod';
import type { Problem } from './refusal.ts';

/** How a door words a problem: each kind of client reads one shape and stumbles over others. */
export interface Envelope {
  readonly schema: z.ZodType;
  readonly wrap: (problem: Problem, requestId: string) => object;
}

const openaiSchema = z
  .object({
    detail: z.string(),
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string(),
    }),
    request_id: z.string(),
  })
  .meta({ id: 'Problem', description: 'What went wrong, readable by clients of OpenAI and Jina' });

/** `detail` is what clients of Jina read, Weaviate's among them, which need a string; `error` is OpenAI's. */
export const openaiEnvelope: Envelope = {
  schema: openaiSchema,
  wrap: ({ status, code, message, param }, requestId) => ({
    detail: message,
    error: { message, type: typeOf(status), param: param ?? null, code },
    request_id: requestId,
  }),
};

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/** Clients of Weaviate's containers and Qdrant read a text; an object in its place breaks them. */
export const plainEnvelope: Envelope = {
  schema: z
    .object({ error: z.string() })
    .meta({ id: 'PlainProblem', description: 'What went wrong, in a sentence' }),
  wrap: ({ message }) => ({ error: message }),
};

/** Cohere's clients read `message`. */
export const cohereEnvelope: Envelope = {
  schema: z
    .object({ message: z.string() })
    .meta({ id: 'CohereProblem', description: 'What went wrong, in a sentence' }),
  wrap: ({ message }) => ({ message }),
};

/** Voyage's clients read `detail`. */
export const detailEnvelope: Envelope = {
  schema: z
    .object({ detail: z.string() })
    .meta({ id: 'DetailProblem', description: 'What went wrong, in a sentence' }),
  wrap: ({ message }) => ({ detail: message }),
};

/** Clients of Text Embeddings Inference read a text and one of its kinds. */
export const teiEnvelope: Envelope = {
  schema: z
    .object({ error: z.string(), error_type: z.string() })
    .meta({ id: 'TeiProblem', description: 'What went wrong, and its kind' }),
  wrap: ({ status, message }) => ({
    error: message,
    error_type: status === 429 ? 'Overloaded' : status < 500 ? 'Validation' : 'Backend',
  }),
};

const ownSchema = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      field: z.string().nullable().meta({ description: 'Part of the request that is at fault' }),
      fix: z.string().nullable().meta({ description: 'What to do' }),
    }),
    request_id: z.string(),
  })
  .meta({ id: 'SearchProblem', description: 'What went wrong, where, and what to do' });

/** For doors of our own. Messages say what is wrong, then, behind a semicolon, what to do. */
export const ownEnvelope: Envelope = {
  schema: ownSchema,
  wrap: ({ code, message, param }, requestId) => {
    const end = message.indexOf('; ');
    const fix = end === -1 ? null : message.slice(end + 2);
    const field = param?.replace(/^body\./, '') ?? null;
    return { error: { code, message, field, fix }, request_id: requestId };
  },
};
