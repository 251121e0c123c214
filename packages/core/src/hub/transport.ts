import { invalid } from '../errors.ts';
import type * as Undici from 'undici';
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

/** Proxies by the scheme of the address that is fetched. */
export interface ProxySettings {
  /** For `https:` addresses; without it `http` serves these too. Such as `http://user:password@proxy:3128`. */
  readonly https?: string | undefined;
  /** For `http:` addresses. */
  readonly http?: string | undefined;
  /** Hosts fetched directly, as `NO_PROXY` lists them: `localhost,.example.org,10.0.0.1:8080`. */
  readonly except?: string | undefined;
}

/** A way to fetch, to be closed after use. */
export interface Transport {
  readonly fetch: FetchLike;
  close(): Promise<void>;
}

/** The built-in `fetch`, or undici's with a proxy. Neither reads the environment. Throws `missing-dependency` without undici. */
export async function openTransport(proxy: ProxySettings | undefined): Promise<Transport> {
  if (!proxy?.https && !proxy?.http) return { fetch, close: () => Promise.resolve() };
  checkProxy(proxy.https, 'proxy.https');
  checkProxy(proxy.http, 'proxy.http');
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
    // Not `close`, which waits for connections that nobody needs any more.
    close: () => dispatcher.destroy(),
  };
}

/** The message leaves the address out: it may hold a password. */
function checkProxy(address: string | undefined, field: string): void {
  if (!address) return;
  const protocol = URL.parse(address)?.protocol;
  if (protocol === 'http:' || protocol === 'https:') return;
  throw invalid(field, 'must be an http: or https: address');
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
