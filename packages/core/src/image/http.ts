import {
  Agent as HttpAgent,
  get as httpGet,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { isIP } from 'node:net';
import { isNestvecError, messageOf } from '../errors.ts';
import { describeImage } from './describe.ts';
import { guardedLookup, internet, type Network, refusedAddress } from './guarded-lookup.ts';
import { imageError } from './image-error.ts';
import type { ImageLimits } from './limits.ts';
import { readStream } from './read-stream.ts';
import { tooManyBytes } from './too-many-bytes.ts';

/** Fetches pictures over HTTP. */
export interface HttpReader {
  read(url: URL, signal: AbortSignal): Promise<Uint8Array>;
  /** Closes idle connections. */
  close(): void;
}

/**
 * A reader with connections of its own, so that one that was let into a private network is never used by a reader that may
 * not go there. Every hop of a redirect is checked again.
 */
export function createHttpReader(limits: ImageLimits, network: Network = internet): HttpReader {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };

  async function request(url: URL, source: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { protocol, hostname } = url;
    if (protocol !== 'http:' && protocol !== 'https:') {
      throw imageError(source, 'refused-address', `leads to ${protocol}, which is not fetched`);
    }
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const guarded = !limits.allowPrivateAddresses;
    // A name is checked when it is resolved; an address is never resolved.
    if (guarded && isIP(host) !== 0 && !network.isPublic(host))
      throw refusedAddress(source, host, host);
    const refuse = (name: string, address: string): Error => refusedAddress(source, name, address);
    const options: RequestOptions = {
      agent: agents[protocol],
      signal,
      headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'nestvec' },
      ...(guarded ? { lookup: guardedLookup(network, refuse) } : {}),
    };
    const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>();
    const get = protocol === 'http:' ? httpGet : httpsGet;
    get(url, options, answered).on('error', reject);
    return await promise;
  }

  async function follow(first: URL, source: string, signal: AbortSignal): Promise<IncomingMessage> {
    let url = first;
    for (let hops = 0; hops <= limits.maxRedirects; hops++) {
      const response = await request(url, source, signal);
      const { location } = response.headers;
      if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) {
        return response;
      }
      response.destroy();
      if (!URL.canParse(location, url.href)) {
        throw imageError(
          source,
          'http',
          `is redirected to ${JSON.stringify(location.slice(0, 100))}, which is not a URL`,
        );
      }
      url = new URL(location, url);
    }
    throw imageError(source, 'http', `is redirected more than ${limits.maxRedirects} times`);
  }

  return {
    async read(url, signal) {
      const source = describeImage(url);
      try {
        const response = await follow(url, source, signal);
        try {
          checkResponse(response, source, limits.maxBytes);
          return await readStream(response, source, limits.maxBytes, signal);
        } finally {
          // Frees the connection where the body was not read to its end.
          response.destroy();
        }
      } catch (error) {
        if (isNestvecError(error)) throw error;
        throw imageError(source, 'http', `can't be fetched (${messageOf(error)})`, error);
      }
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function checkResponse(
  { statusCode = 0, headers }: IncomingMessage,
  source: string,
  maxBytes: number,
): void {
  if (statusCode < 200 || statusCode > 299) {
    throw imageError(source, 'http', `was answered with status ${statusCode}`);
  }
  if (headers['content-encoding'] !== undefined) {
    throw imageError(
      source,
      'http',
      `was answered compressed (${headers['content-encoding']}), which was not asked for`,
    );
  }
  const length = Number(headers['content-length'] ?? 0);
  if (length > maxBytes) throw tooManyBytes(source, length, maxBytes);
  if (/^text\/html/i.test(headers['content-type'] ?? '')) {
    throw imageError(
      source,
      'not-an-image',
      'is a web page, not a picture; give the URL of the picture itself',
    );
  }
}
