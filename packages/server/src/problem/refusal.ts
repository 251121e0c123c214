import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What went wrong with a request, as every door can say it. */
export interface Problem {
  readonly status: ContentfulStatusCode;
  /** For programs, such as `model_not_found`. */
  readonly code: string;
  /** For people. It holds nothing that the client did not send or may not know. */
  readonly message: string;
  /** Part of the request that is at fault, such as `input[3]`. */
  readonly param?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Thrown to end a request with a problem. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;

  constructor(problem: Problem, options?: { readonly cause?: unknown }) {
    super(problem.message, options);
    this.problem = problem;
  }
}

/** What can be said of a problem besides its status, code and message. */
type More = Pick<Problem, 'param' | 'retryAfterSeconds'> & { readonly cause?: unknown };

/** `throw refuse(404, 'model_not_found', 'there is no model "x"')`. */
export function refuse(
  status: ContentfulStatusCode,
  code: string,
  message: string,
  { cause, ...more }: More = {},
): Refusal {
  return new Refusal({ status, code, message, ...more }, { cause });
}
