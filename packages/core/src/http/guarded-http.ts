import type { AgentOptions, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { once } from '../async/once.ts';
import { guardedLookup, internet, type Network } from './guarded-lookup.ts';
import { checkProxy, type ProxySettings } from './proxy.ts';
import { unpacked } from './unpacked.ts';

/** Where requests may go, and how. */
export interface GuardedHttpOptions {
  readonly maxRedirects: number;
  /** Whether addresses may lead into networks that are not public. */
  readonly allowPrivateAddresses: boolean;
  readonly proxy?: ProxySettings | undefined;
  /** Passed in by tests. */
  readonly network?: Network | undefined;
}

/** What is asked for. */
interface GuardedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Makes the caller's error of what is refused here; `problem` follows the address in a sentence. */
  readonly fail: (kind: HttpRefusal, problem: string) => Error;
  /** Whether a redirect to another host is given back, since that host may have rules of its own. Default false. */
  readonly stayOnHost?: boolean | undefined;
}

/** Why a request is not made, or its answer not read. */
export type HttpRefusal = 'scheme' | 'address' | 'redirect' | 'encoding';

/** An answer whose body is still to be read. */
export interface GuardedAnswer {
  /** Where it came from in the end. */
  readonly url: URL;
  /** The other host that it is redirected to, where the request stays on its own. */
  readonly elsewhere: URL | undefined;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked; its reader counts, and stops at a limit. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Frees the connection where the body was not read to its end. */
  close(): void;
}

/** Fetches what others name, without being led where it must not go. */
export interface GuardedHttp {
  /** Rejects with what `fail` makes of a refusal, or with what Node says of a connection. */
  get(url: URL, request: GuardedRequest): Promise<GuardedAnswer>;
  /** Closes idle connections. */
  close(): void;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Connections of its own, so that one that was let into a private network is never used by somebody who may not go there. Every hop of a
 * redirect is checked again: an address when it is named, a name when it is resolved for the very connection. A request rejects with what
 * `fail` makes of a scheme, an address or a redirect that is not allowed.
 */
export function createGuardedHttp(options: GuardedHttpOptions): GuardedHttp {
  const { maxRedirects, allowPrivateAddresses, network = internet, proxy } = options;
  const agentOptions = agentOptionsOf(proxy);
  /** Each is opened when it is first needed: loading `node:http` takes 40 ms. */
  const connections = {
    'http:': once(async () => {
      const { Agent, get } = await import('node:http');
      return { agent: new Agent(agentOptions), get };
    }),
    'https:': once(async () => {
      const { Agent, get } = await import('node:https');
      return { agent: new Agent(agentOptions), get };
    }),
  };
  const opened = new Set<{ destroy(): void }>();

  /** The name of a proxy is not what is guarded. */
  function lookupFor(host: string, fail: GuardedRequest['fail']): LookupFunction {
    const guarded = guardedLookup(network, (name, address) =>
      fail('address', leadsTo(name, address)),
    );
    return (name, given, callback) => {
      if (name === host || proxy === undefined) guarded(name, given, callback);
      else network.resolve(name, given, callback);
    };
  }

  async function request(url: URL, given: GuardedRequest): Promise<IncomingMessage> {
    const { headers, signal, fail } = given;
    const { protocol } = url;
    if (protocol !== 'http:' && protocol !== 'https:')
      throw fail('scheme', `leads to ${protocol}, which is not fetched`);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    // A name is checked when it is resolved; an address is never resolved.
    if (!allowPrivateAddresses && isIP(host) !== 0 && !network.isPublic(host))
      throw fail('address', leadsTo(host, host));
    // A proxy resolves names itself, so what is known of them here is asked before.
    if (!allowPrivateAddresses && proxy !== undefined && isIP(host) === 0)
      await checkName(host, network, fail);
    const lookup = allowPrivateAddresses ? {} : { lookup: lookupFor(host, fail) };
    const { agent, get } = await connections[protocol]();
    opened.add(agent);
    const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>();
    const asked = { agent, signal, headers: { ...headers }, ...lookup };
    get(url, asked, answered).on('error', reject);
    return await promise;
  }

  return {
    async get(first, given) {
      const { fail, stayOnHost = false } = given;
      let url = first;
      for (let hops = 0; hops <= maxRedirects; hops++) {
        const response = await request(url, given);
        const { statusCode: status = 0, headers } = response;
        const answer = { url, status, headers, close: () => void response.destroy() };
        if (!redirects.has(status) || headers.location === undefined) {
          const body = unpacked(response, (problem) => fail('encoding', problem));
          return { ...answer, body, elsewhere: undefined };
        }
        response.destroy();
        const target = URL.parse(headers.location, url.href);
        if (target === null) {
          const where = JSON.stringify(headers.location.slice(0, 100));
          throw fail('redirect', `is redirected to ${where}, which is not a URL`);
        }
        if (stayOnHost && target.host !== first.host && /^https?:$/.test(target.protocol))
          return { ...answer, body: response, elsewhere: target };
        url = target;
      }
      throw fail('redirect', `is redirected more than ${maxRedirects} times`);
    },
    close() {
      for (const agent of opened) agent.destroy();
    },
  };
}

/** Node's own agents go through proxies since 24.5; an older one connects directly. */
function agentOptionsOf(proxy: ProxySettings | undefined): AgentOptions {
  if (!proxy?.https && !proxy?.http) return { keepAlive: true };
  checkProxy(proxy);
  const { http, https = http, except } = proxy;
  const proxyEnv = { HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: except };
  return { keepAlive: true, proxyEnv } as AgentOptions; // newer than the types of Node 22
}

/** A name that only the proxy can resolve is for the proxy to judge. */
async function checkName(
  host: string,
  { resolve, isPublic }: Network,
  fail: GuardedRequest['fail'],
): Promise<void> {
  const { promise, resolve: found } = Promise.withResolvers<readonly string[]>();
  resolve(host, { all: true }, (error, addresses) => {
    found(error === null ? addresses.map(({ address }) => address) : []);
  });
  const refused = (await promise).find((address) => !isPublic(address));
  if (refused !== undefined) throw fail('address', leadsTo(host, refused));
}

function leadsTo(host: string, address: string): string {
  const where = host === address ? address : `${host} (${address})`;
  return `leads to ${where}, which is not on the public internet`;
}
