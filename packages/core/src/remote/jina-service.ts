import { NestvecError } from '../errors.ts';
import { retryAfterMs } from '../async/retry-after.ts';
import { throwIfAborted } from '../async/signal.ts';
import { apiFailure, count } from './api-error.ts';
import type { Encoding } from './decode-embedding.ts';
import { type Dialect, nameOf } from './dialects.ts';
import type { HostedModel } from './models.ts';
import { post, type Posted, type PostTarget } from './post.ts';
import { cleanCause, innermostMessage, type Redact } from './redact.ts';
import { embeddingRequest } from './request.ts';
import { excerpt } from './read-problem.ts';
import { readResponse } from './response.ts';
import { servedModel } from './served-model.ts';
import type { Failure, Remaining, Service } from './service.ts';

/** What requests are made of. */
export interface JinaServiceOptions {
  readonly id: string;
  readonly model: HostedModel;
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  readonly target: PostTarget;
  readonly redact: Redact;
}

/** Requests to Jina's API, or to a server that speaks it or another of the dialects. */
export function createJinaService(options: JinaServiceOptions): Service {
  const { id, model, encoding, dialect, target, redact } = options;
  const name = nameOf(dialect);
  const { origin, pathname } = new URL(target.url);
  const address = origin + pathname;
  let isServed = dialect !== 'tei';
  /** What is wrong with the model of a server whose requests name none. */
  const wrongModel = async (signal: AbortSignal | undefined): Promise<string | undefined> => {
    const served = isServed ? undefined : await servedModel(target, signal);
    if (served === undefined) return undefined;
    isServed = served === id || served === model.identity;
    return isServed
      ? undefined
      : `it serves ${excerpt(served)} and not ${id}; set model to what it serves, or baseUrl to another server`;
  };
  return {
    name,
    async send(inputs, { task, truncate, signal }) {
      const body = JSON.stringify(
        embeddingRequest(id, model, inputs, { task, encoding, dialect, truncate }),
      );
      const attempted = `${name}: embedding ${count(inputs.length)} at ${address} failed`;
      const wrong = await wrongModel(signal);
      if (wrong !== undefined)
        return {
          ...broken(`${attempted}: ${wrong}`, { retryable: false }, {}),
          mayBeCharged: false,
        };
      let posted: Posted;
      try {
        posted = await post(target, body, signal);
      } catch (error) {
        throwIfAborted({ signal }, 'embedding');
        const problem = `${attempted}: ${redact(innermostMessage(error))}`;
        return broken(problem, { retryable: true }, {}, cleanCause(error, redact));
      }
      const { status, headers } = posted;
      const remaining = readRemaining(headers);
      if (status >= 300 && status < 400) {
        const problem = `${attempted}: it answered with a redirect (${status}), which is not followed; set baseUrl to where it leads`;
        return broken(problem, { retryable: false, status }, remaining);
      }
      if (status !== 200) {
        const wait = retryAfterMs(headers);
        const contents = inputs.length;
        const refused = {
          name,
          status,
          body: posted.body,
          retryAfterMs: wait,
          remaining,
          contents,
          address,
        };
        return apiFailure(refused, redact);
      }
      const read = readResponse(posted.body, inputs.length, encoding, model.dimensions, dialect);
      if (typeof read !== 'string') return { ok: true, ...read, remaining };
      // An empty answer is a gateway's hiccup; one that says something else would say it again, and may have cost tokens.
      const isEmpty = posted.body.trim() === '';
      const problem = `${attempted}: the answer ${isEmpty ? 'is empty' : redact(read)}`;
      return broken(problem, { retryable: isEmpty, status }, remaining);
    },
  };
}

function broken(
  message: string,
  details: { readonly retryable: boolean; readonly status?: number },
  remaining: Remaining,
  cause?: Error,
): Failure {
  const error = new NestvecError(
    'embedder',
    message,
    { operation: 'embed', ...details },
    { cause },
  );
  return { ok: false, error, blame: 'call', mayBeCharged: true, remaining };
}

/** `X-RateLimit-Remaining-Requests` and `X-RateLimit-Remaining-Tokens`. */
function readRemaining(headers: { get(name: string): string | null }): Remaining {
  const read = (name: string): number | undefined => {
    const value = headers.get(`x-ratelimit-remaining-${name}`)?.trim();
    return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined;
  };
  return { requests: read('requests'), tokens: read('tokens') };
}
