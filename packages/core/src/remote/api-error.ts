import { NestvecError } from '../errors.ts';
import { explainProblem } from './explain-problem.ts';
import { type ApiProblem, excerpt, readProblem } from './read-problem.ts';
import type { Redact } from './redact.ts';
import type { Failure, Remaining } from './service.ts';

/** A request that was answered with a status other than 200. */
export interface Refused {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | undefined;
  readonly remaining: Remaining;
  /** How many contents it held. */
  readonly contents: number;
  /** Where it went, without a query. */
  readonly address: string;
}

/** The failure that an answer stands for. Only 408, 429 and 5xx are worth another try. */
export function apiFailure(refused: Refused, redact: Redact): Failure {
  const { status, retryAfterMs, remaining } = refused;
  const problem = readProblem(redact(refused.body));
  const said = problem.message === undefined ? '' : ` (it says: ${excerpt(problem.message)})`;
  const reference =
    problem.requestId === undefined ? '' : `; request ${excerpt(problem.requestId)}`;
  const code = problem.code === undefined ? '' : ` ${excerpt(problem.code)}`;
  const message = `jina: embedding ${count(refused.contents)} at ${refused.address} failed with ${status}${code}: ${explainProblem(status, problem)}${said}${reference}`;
  const error = new NestvecError('embedder', redact(message), {
    operation: 'embed',
    status,
    retryable: isRetryable(status),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  // Jina charges nothing for requests that fail, as its page says.
  return { ok: false, error, blame: blameFor(status, problem), mayBeCharged: false, remaining };
}

/** Whether the same request may succeed later. */
export function isRetryable(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** What jina-on-prem says, with the one code that it has for everything, where it is not an input that it can't take. */
const aboutTheCall = /^(?:This image serves|Unknown task|Model ')/;

function blameFor(status: number, { code, fields, message = '' }: ApiProblem): Failure['blame'] {
  if (code === 'INPUT_TOKEN_LIMIT_EXCEEDED') return 'length';
  if (status === 413) return 'inputs';
  if (code === 'bad_request' && aboutTheCall.test(message)) return 'call';
  if ((status !== 400 && status !== 422) || code === 'INPUT_MODEL_NOT_FOUND') return 'call';
  const isAboutInputs = fields.length === 0 || fields.some((field) => /\binput\b/i.test(field));
  return isAboutInputs ? 'inputs' : 'call';
}

/** `1 content`, `2 contents`. */
export function count(contents: number): string {
  return contents === 1 ? '1 content' : `${contents} contents`;
}
