import { readText } from '../http/read-text.ts';

/** What is used of a `fetch`, so that the built-in one, undici's and a test's all fit. */
export type PostFetch = (
  url: string,
  init: {
    readonly method: 'POST' | 'GET';
    readonly headers: Record<string, string>;
    /** Absent of a GET, by which a server is asked what it serves. */
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<PostResponse>;

/** What is read of an answer. */
export interface PostResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body?: AsyncIterable<Uint8Array> | null | undefined;
  text(): Promise<string>;
}

/** Many times what the embeddings of the largest request take. */
const mostBytes = 64 * 2 ** 20;

/** Where requests go and what they carry. */
export interface PostTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Longest time for a request and its whole answer. */
  readonly timeoutMs: number;
  readonly fetch: PostFetch;
}

/** An answer with its whole body. */
export interface Posted {
  readonly status: number;
  readonly headers: PostResponse['headers'];
  readonly body: string;
}

/** A request that timed out. */
export class PostTimeout extends Error {
  override readonly name = 'PostTimeout';
}

/** Sends JSON and reads the whole answer. Rejects with what `fetch` rejects with, or `PostTimeout`. */
export async function post(
  target: PostTarget,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Posted> {
  return await exchange(target, { method: 'POST', body }, signal);
}

/** Reads what stands at the address. Rejects as `post` does. */
export async function get(target: PostTarget, signal: AbortSignal | undefined): Promise<Posted> {
  return await exchange(target, { method: 'GET' }, signal);
}

async function exchange(
  target: PostTarget,
  sent: { readonly method: 'POST' | 'GET'; readonly body?: string },
  signal: AbortSignal | undefined,
): Promise<Posted> {
  const timeout = AbortSignal.timeout(target.timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const response = await target.fetch(target.url, {
      ...sent,
      headers: {
        ...target.headers,
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      // A key must not follow a redirect to another host.
      redirect: 'manual',
      signal: either,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: await readText(response, mostBytes),
    };
  } catch (error) {
    if (timeout.aborted && signal?.aborted !== true) {
      throw new PostTimeout(`no answer within ${target.timeoutMs} ms`);
    }
    throw error;
  }
}
