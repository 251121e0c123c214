import { NestvecError } from '../errors.ts';
import { explainProblem } from './explain-problem.ts';
import { type ApiProblem, excerpt, readProblem } from './read-problem.ts';
import type { Redact } from './redact.ts';
import type { Failure, Remaining } from './service.ts';

/** A request that was answered with a status other than 200. */
export interface Refused {
  /** Of the service, for messages. */
  readonly name: string;
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
  const message = `${refused.name}: embedding ${count(refused.contents)} at ${refused.address} failed with ${status}${code}: ${explainProblem(status, problem)}${said}${reference}`;
  const error = new NestvecError('embedder', redact(message), {
    operation: 'embed',
    status,
    retryable: isRetryable(status) && problem.code !== 'insufficient_quota',
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

/** A text that is too long, as Jina and OpenAI say it. */
const lengthCodes: ReadonlySet<string> = new Set([
  'INPUT_TOKEN_LIMIT_EXCEEDED',
  'context_length_exceeded',
]);

/** The same from those that have no code for it: Text Embeddings Inference, Ollama in two versions, Voyage, and our own server. */
const lengthMessages =
  /must have less than \d+ tokens|input length exceeds (?:the|maximum) context length|has too many tokens and does not fit|has more than the \d+ tokens that are read/;

const lengthStatuses: ReadonlySet<number> = new Set([400, 413, 422]);

function isAboutModel(code: string | undefined): boolean {
  return code === 'INPUT_MODEL_NOT_FOUND' || code === 'model_not_found';
}

function blameFor(status: number, { code, fields, message = '' }: ApiProblem): Failure['blame'] {
  if (code !== undefined && lengthCodes.has(code)) return 'length';
  if (lengthStatuses.has(status) && lengthMessages.test(message)) return 'length';
  if (status === 413) return 'inputs';
  if (code === 'bad_request' && aboutTheCall.test(message)) return 'call';
  if ((status !== 400 && status !== 422) || isAboutModel(code)) return 'call';
  const isAboutInputs = fields.length === 0 || fields.some((field) => /\binput\b/i.test(field));
  return isAboutInputs ? 'inputs' : 'call';
}

/** `1 content`, `2 contents`. */
export function count(contents: number): string {
  return contents === 1 ? '1 content' : `${contents} contents`;
}
