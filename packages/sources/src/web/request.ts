import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, type Network } from '@nestvec/core/store';
import { refusedAddress, webError } from './web-error.ts';

/** What one request may do. */
export interface RequestLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  readonly allowPrivateAddresses: boolean;
  readonly userAgent: string;
  readonly network: Network;
  readonly agents: Agents;
}

/** Connections that are kept open, by protocol. */
export interface Agents {
  readonly 'http:': HttpAgent;
  readonly 'https:': HttpsAgent;
}

/**
 * Connections of one reader's own: one that somebody else was let into a private network by would get past the check of names,
 * which is made when a connection is.
 */
export function createAgents(): Agents {
  return {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };
}

/** An answer with its whole body. */
export interface WebAnswer {
  /** Where it came from in the end. */
  readonly url: URL;
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/**
 * Gets an address, within limits of size and time. Redirects within a host are followed; one to another host is given back
 * as it is, since that host has rules of its own. An address that is not on the public internet is refused at every hop.
 */
export async function request(
  first: URL,
  limits: RequestLimits,
  signal: AbortSignal | undefined,
): Promise<WebAnswer | { readonly elsewhere: URL }> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  let url = first;
  try {
    for (let hops = 0; hops <= limits.maxRedirects; hops++) {
      const response = await answerOf(url, limits, either);
      try {
        const target = redirectOf(response, url);
        if (target === undefined) return await whole(response, url, limits.maxBytes);
        if (target.host !== first.host) return { elsewhere: target };
        url = target;
      } finally {
        response.destroy();
      }
    }
  } catch (error) {
    if (timeout.aborted && signal?.aborted !== true)
      throw webError(
        first,
        `was not answered within ${limits.timeoutMs} ms`,
        { retryable: true },
        error,
      );
    throw error;
  }
  throw webError(first, `is redirected more than ${limits.maxRedirects} times`, {
    retryable: false,
  });
}

async function answerOf(
  url: URL,
  { allowPrivateAddresses, network, userAgent, agents }: RequestLimits,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { protocol, hostname } = url;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw webError(url, `leads to ${protocol}, which is not fetched`, { retryable: false });
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  // A name is checked when it is resolved; an address is never resolved.
  if (!allowPrivateAddresses && isIP(host) !== 0 && !network.isPublic(host))
    throw refusedAddress(url, host);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const get = protocol === 'http:' ? httpGet : httpsGet;
  const lookup = guardedLookup(network, (_, address) => refusedAddress(url, address));
  get(
    url,
    {
      agent: agents[protocol],
      signal,
      headers: {
        accept: 'text/html, text/markdown, text/plain, application/pdf, */*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': userAgent,
      },
      ...(allowPrivateAddresses ? {} : { lookup }),
    },
    resolve,
  ).on('error', reject);
  return await promise;
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, url: URL): URL | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  const target = URL.parse(location, url.href);
  if (target === null || !/^https?:$/.test(target.protocol))
    throw webError(url, 'is redirected to what is no web address', { retryable: false });
  return target;
}

async function whole(response: IncomingMessage, url: URL, maxBytes: number): Promise<WebAnswer> {
  const { statusCode: status = 0, headers } = response;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw webError(url, `was answered compressed (${encoding}), which was not asked for`, {
      retryable: false,
    });
  const pieces: Buffer[] = [];
  let length = Number(headers['content-length'] ?? 0);
  if (length > maxBytes) throw tooLong(url, maxBytes);
  length = 0;
  for await (const piece of response) {
    const bytes = piece as Buffer; // nothing sets an encoding
    length += bytes.length;
    if (length > maxBytes) throw tooLong(url, maxBytes);
    pieces.push(bytes);
  }
  const contentType = headers['content-type'] ?? '';
  return {
    url,
    status,
    contentType,
    retryAfter: headers['retry-after'],
    body: Buffer.concat(pieces),
  };
}

function tooLong(url: URL, maxBytes: number): Error {
  return webError(url, `has more than the ${maxBytes} bytes that are allowed (maxPageBytes)`, {
    retryable: false,
  });
}
