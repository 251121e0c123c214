import { aborted, throwIfAborted } from '../async/signal.ts';
import { connectionError, downloadError, plainUrl } from './download-error.ts';
import { type IdleTimer, idleTimer } from './idle-timer.ts';
import type { FetchedResponse, FetchInit, FetchLike } from './transport.ts';

/** A hub and how to reach it. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly fetch: FetchLike;
  /** Longest wait for the next bytes. */
  readonly idleTimeoutMs: number;
}

/** One request. */
export interface HubRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** The last answer of a chain of redirects. */
export interface HubResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly url: string;
  /** Whether the hub itself answers, and not a host that it redirects to. */
  readonly isFromHub: boolean;
  /** A header from the first answer in the chain that has it: the hub's own are on its redirect to the CDN. */
  hubHeader(name: string): string | null;
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
}

const longestChain = 10;

/**
 * Sends a request, follows redirects and hands the answer to `use`; afterwards the connection is given up. The token goes to
 * the hub's own origin only. A HEAD stays there too, since the file's facts are on the redirect that leaves it.
 * Failures are `download` errors that say whether to try again; a status is for `use` to judge.
 */
export async function exchange<Result>(
  hub: Hub,
  request: HubRequest,
  use: (response: HubResponse) => Promise<Result>,
): Promise<Result> {
  throwIfAborted(request, 'pulling a model');
  const idle = idleTimer(hub.idleTimeoutMs);
  const done = new AbortController();
  const signals = [done.signal, idle.signal, ...(request.signal ? [request.signal] : [])];
  const wait = waiter(request, idle);
  try {
    return await use(await follow(hub, request, AbortSignal.any(signals), wait));
  } finally {
    done.abort();
  }
}

type Wait = <Result>(step: () => Promise<Result>, url: string) => Promise<Result>;

/** Waits for one step of the exchange and turns its failure into an error of ours. */
function waiter(request: HubRequest, idle: IdleTimer): Wait {
  return async (step, url) => {
    try {
      return await idle.wait(step());
    } catch (error) {
      if (request.signal?.aborted) throw aborted('pulling a model', request.signal.reason);
      if (!idle.expired) throw connectionError(url, error);
      throw downloadError(
        'timeout',
        `${plainUrl(url)} sent nothing for too long`,
        url,
        { retryable: true },
        error,
      );
    }
  };
}

async function follow(
  hub: Hub,
  request: HubRequest,
  signal: AbortSignal,
  wait: Wait,
): Promise<HubResponse> {
  const chain: FetchedResponse[] = [];
  for (let url = request.url; ;) {
    const init = {
      method: request.method,
      headers: headersFor(hub, request, url),
      redirect: 'manual',
      signal,
    } satisfies FetchInit;
    const response = await wait(() => hub.fetch(url, init), url);
    chain.push(response);
    const next = redirectTarget(response, url);
    const leaves = next !== undefined && !isSameOrigin(hub.endpoint, next);
    if (next === undefined || (leaves && request.method === 'HEAD')) {
      return answer({ chain, response, url, isFromHub: isSameOrigin(hub.endpoint, url) }, wait);
    }
    if (chain.length > longestChain) {
      throw downloadError('status', `${plainUrl(request.url)} redirects without end`, url, {
        status: response.status,
        retryable: false,
      });
    }
    url = next;
  }
}

function headersFor(hub: Hub, request: HubRequest, url: string): Record<string, string> {
  const headers: Record<string, string> = {
    // Compressed bytes could be neither counted nor resumed.
    'accept-encoding': 'identity',
    'user-agent': `nestvec; node/${process.versions.node}`,
    ...request.headers,
  };
  const known = hub.token !== undefined && isSameOrigin(hub.endpoint, url);
  return known ? { ...headers, authorization: `Bearer ${hub.token}` } : headers;
}

function redirectTarget(response: FetchedResponse, url: string): string | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  return URL.parse(response.headers.get('location') ?? '', url)?.href;
}

function isSameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}

function answer(
  reached: {
    readonly chain: readonly FetchedResponse[];
    readonly response: FetchedResponse;
    readonly url: string;
    readonly isFromHub: boolean;
  },
  wait: Wait,
): HubResponse {
  const { chain, response, url, isFromHub } = reached;
  return {
    status: response.status,
    headers: response.headers,
    url,
    isFromHub,
    hubHeader(name) {
      const holder = chain.find(({ headers }) => headers.get(name) !== null);
      return holder?.headers.get(name) ?? null;
    },
    async *chunks() {
      if (response.body === null) return;
      const source = response.body[Symbol.asyncIterator]();
      for (;;) {
        const step = await wait(() => source.next(), url);
        if (step.done) return;
        yield step.value;
      }
    },
  };
}
