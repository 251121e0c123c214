import { SearchClientError } from './client-error.ts';
import type { ResolvedClientOptions } from './options.ts';

/** As much of a problem as is read. */
interface Problem {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly field?: string | null;
  };
}

/** Sends JSON or a form, and gives the answer. Rejects with `SearchClientError`, or with what the signal was fired with. */
export async function post(
  path: string,
  body: object,
  { url, keyOf, fetch }: ResolvedClientOptions,
  signal?: AbortSignal,
): Promise<unknown> {
  const isForm = body instanceof FormData;
  const key = keyOf();
  let answer: Response;
  try {
    answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        ...(isForm ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: isForm ? body : JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new SearchClientError('the server can’t be reached', { code: 'unreachable' }, { cause });
  }
  const { status } = answer;
  let json: unknown;
  try {
    json = await answer.json();
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new SearchClientError(
      `what answered at ${path} with status ${status} is not a server of nestvec`,
      { status, code: 'unreadable' },
      { cause },
    );
  }
  if (answer.ok) return json;
  const { error = {} } = json as Problem; // anything may be absent
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
  throw new SearchClientError(error.message ?? `the search failed with status ${status}`, {
    status,
    code: error.code ?? 'unknown',
    field: error.field ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}
