import { z } from 'zod';

/** What a failed answer says of itself. */
export interface ApiProblem {
  /** Such as `AUTH_INVALID_API_KEY`. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
  /** Fields of the request that were found wrong, such as `body -> dimensions`. */
  readonly fields: readonly string[];
}

const bodySchema = z.object({
  detail: z
    .union([
      z.string(),
      z.object({
        message: z.string().optional().catch(undefined),
        code: z.string().optional().catch(undefined),
        request_id: z.string().optional().catch(undefined),
      }),
      z.array(
        z.object({
          loc: z.array(z.union([z.string(), z.number()])).catch([]),
          msg: z.string().optional().catch(undefined),
        }),
      ),
    ])
    .optional()
    .catch(undefined),
  code: z.string().optional().catch(undefined),
  request_id: z.string().optional().catch(undefined),
  // OpenAI, vLLM and Infinity, where `code` is a number in some; a text of Ollama and Text Embeddings Inference.
  error: z
    .union([
      z.string().transform((message) => ({ message })),
      z.object({
        message: z.string().optional().catch(undefined),
        code: z.string().optional().catch(undefined),
        param: z.string().optional().catch(undefined),
      }),
    ])
    .optional()
    .catch(undefined),
  // Cohere.
  message: z.string().optional().catch(undefined),
  errors: z
    .array(z.object({ field: z.string(), message: z.string().optional().catch(undefined) }))
    .catch([]),
});

/**
 * Reads an error's body, which has one of eight shapes: `detail` a text, `detail` an object, with `errors`, no JSON at all, `detail` a
 * list, which is what FastAPI makes of it in servers of other people that speak the same, `error` as OpenAI has it or as a text, or `message`
 * as Cohere.
 */
export function readProblem(body: string): ApiProblem {
  const parsed = bodySchema.safeParse(parseJson(body));
  if (!parsed.success) return { fields: [], message: describeNonJson(body) };
  const { detail, code, request_id, errors } = parsed.data;
  const error: Pick<ApiProblem, 'code' | 'message'> & { readonly param?: string | undefined } =
    parsed.data.error ?? {};
  const listed = Array.isArray(detail) ? detail : [];
  const nested = typeof detail === 'object' && !Array.isArray(detail) ? detail : {};
  return {
    code: code ?? nested.code ?? error.code,
    requestId: request_id ?? nested.request_id,
    message:
      typeof detail === 'string'
        ? detail
        : (nested.message ?? listed[0]?.msg ?? error.message ?? parsed.data.message),
    fields: [
      ...errors.map(({ field }) => field),
      ...listed.map(({ loc }) => loc.join(' -> ')),
      ...(error.param === undefined ? [] : [error.param]),
    ],
  };
}

function describeNonJson(body: string): string | undefined {
  if (body.trim() === '') return undefined;
  const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim();
  return /^\s*</.test(body) ? `a web page${title ? ` titled ${title}` : ''}` : body;
}

/** One line, not too long, of what the other side wrote. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 200)}…`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
