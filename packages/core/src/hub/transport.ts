import type * as Undici from 'undici';
import { checkProxy, type ProxySettings } from '../http/proxy.ts';
import { loadPeer, missingPeer } from '../load-peer.ts';

/** What is used of a `fetch`, so that the built-in one, undici's and a test's all fit. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchedResponse>;

/** How a request is sent. */
export interface FetchInit {
  readonly method: 'GET' | 'HEAD';
  readonly headers: Record<string, string>;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

/** What is read of an answer. */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** A way to fetch, to be closed after use. */
export interface Transport {
  readonly fetch: FetchLike;
  close(): Promise<void>;
}

/** The built-in `fetch`, or undici's with a proxy. Neither reads the environment. Throws `missing-dependency` without undici. */
export async function openTransport(proxy: ProxySettings | undefined): Promise<Transport> {
  if (!proxy?.https && !proxy?.http) return { fetch, close: () => Promise.resolve() };
  checkProxy(proxy);
  const undici = await loadUndici();
  // Empty texts and not `undefined`: in place of the latter undici reads the environment.
  const dispatcher = new undici.EnvHttpProxyAgent({
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? '',
    noProxy: proxy.except ?? '',
    proxyTunnel: false,
  });
  return {
    // The built-in fetch is another release of undici, which does not take this one's dispatcher.
    fetch: (url, init) => undici.fetch(url, { ...init, dispatcher }),
    // Not `close`, which waits for connections that are not needed any more.
    close: () => dispatcher.destroy(),
  };
}

async function loadUndici(): Promise<typeof Undici> {
  const needs = '^7.10.0 || ^8.0.0';
  return await loadPeer(
    'undici',
    async () => {
      try {
        return await import('undici');
      } catch (error) {
        throw missingPeer('undici', error);
      }
    },
    { needs, from: import.meta.url },
  );
}
