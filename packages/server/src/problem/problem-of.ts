import { isNestvecError, type NestvecError } from '@nestvec/core';
import { type Problem, Refusal } from './refusal.ts';

const unknown: Problem = {
  status: 500,
  code: 'internal_error',
  message: 'the server failed; its log says why under this request id',
};

/** A wait that is asked for where nothing better is known. */
const usualRetrySeconds = 1;

/** What a client hears of an error. Of errors that are about this machine or its services only that there is one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  return isNestvecError(error) ? problemOfCode(error) : unknown;
}

function problemOfCode(error: NestvecError): Problem {
  switch (error.code) {
    case 'invalid-input':
      return bad('invalid_request', error.message, error.details.field);
    case 'text':
    case 'image':
      return bad('invalid_input', error.message);
    case 'unsupported':
      return bad('unsupported', error.message);
    case 'not-found':
      return { status: 404, code: 'not_found', message: `there is no such ${error.details.what}` };
    case 'closed':
      return stopping;
    case 'aborted':
      return { status: 408, code: 'aborted', message: 'the request was given up' };
    case 'embedder':
    case 'store':
      return ofService(error.details);
    case 'identity':
    case 'plan':
    case 'model':
    case 'download':
    case 'journal':
    case 'missing-dependency':
      return unknown;
  }
}

/** A server that is being stopped. */
export const stopping: Problem = {
  status: 503,
  code: 'stopping',
  message: 'the server is stopping; send the request again, to another one if there is one',
  retryAfterSeconds: usualRetrySeconds,
};

function bad(code: string, message: string, param?: string): Problem {
  return { status: 400, code, message, param };
}

/** What is behind this server has failed: a model, a service, a database. */
function ofService({ retryable, retryAfterMs, status }: ServiceFailure): Problem {
  const retryAfterSeconds = Math.ceil((retryAfterMs ?? usualRetrySeconds * 1000) / 1000);
  if (status === 429) {
    const message = 'the service behind this server is asked too much; wait, then ask again';
    return { status: 429, code: 'rate_limit_exceeded', message, retryAfterSeconds };
  }
  if (!retryable) return { ...unknown, status: 502, code: 'service_failed' };
  const message = 'what is behind this server can’t be reached now; ask again';
  return { status: 503, code: 'service_unavailable', message, retryAfterSeconds };
}

interface ServiceFailure {
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly status?: number;
}
