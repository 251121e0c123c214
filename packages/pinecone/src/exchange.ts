import { AsyncLocalStorage } from 'node:async_hooks';
import { readText, requestSignal, retryAfterMs } from '@nestvec/core/kit';
import { RequestFailure } from '@nestvec/core/store';
import { strangeAnswer } from './errors.ts';

/** What goes along with a request of the official client, and what came back besides the body that it reads. */
interface Trace {
  readonly signal: AbortSignal | undefined;
  headers: Headers | undefined;
  failure: unknown;
}

const traces = new AsyncLocalStorage<Trace>();

/**
 * Runs one call of the official client over `tracingFetch`. The client drops the answer's headers, and makes of every failure an
 * error without status or `Retry-After`; here both are kept. Where `signal` fires the request is broken off.
 */
export async function exchange<Result>(
  call: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<{ readonly result: Result; readonly headers: Headers }> {
  const trace: Trace = { signal, headers: undefined, failure: undefined };
  try {
    const result = await traces.run(trace, call);
    return { result, headers: trace.headers ?? new Headers() };
  } catch (error) {
    throw trace.failure ?? error;
  }
}

/** A `fetch` that fails on every answer but one of success, and looks whether it can be Pinecone's. */
export function tracingFetch(base: typeof fetch, timeoutMs: number): typeof fetch {
  return async (input, init) => {
    const trace = traces.getStore();
    try {
      const signal = requestSignal(timeoutMs, trace?.signal);
      const response = await base(input, { ...init, signal });
      const text = await readText(response);
      const { status, headers } = response;
      if (!response.ok) {
        throw new RequestFailure(
          status,
          reasonOf(text) ?? response.statusText,
          retryAfterMs(headers),
        );
      }
      // Only a deletion is accepted without a word.
      if (!text.startsWith('{') && !(text === '' && status === 202))
        throw strangeAnswer(text === '' ? 'it is empty' : 'it is not a JSON object');
      if (trace !== undefined) trace.headers = headers;
      return new Response(text === '' ? null : text, { status, headers });
    } catch (error) {
      if (trace !== undefined) trace.failure = error;
      throw error;
    }
  };
}

/** The service's own words; a proxy's page has no words worth showing. */
function reasonOf(text: string): string | undefined {
  if (text.length < 200 && !/^\s*[<{]/.test(text)) return text === '' ? undefined : text;
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null) return undefined;
    const inner: unknown = 'error' in answer ? answer.error : answer;
    return typeof inner === 'object' && inner !== null && 'message' in inner
      ? String(inner.message)
      : undefined;
  } catch {
    return undefined;
  }
}
