import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server as NodeServer,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { invalid, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import { loopbackHosts } from './guard/check-origin.ts';
import type { ServerLimits } from './options.ts';

/** Where to listen. */
export interface ListenOptions {
  /** Default 8484; 0 for any that is free. */
  readonly port?: number | undefined;
  /** Address of this machine, such as `0.0.0.0` for all of them. Default `127.0.0.1`; another one takes keys. */
  readonly hostname?: string | undefined;
}

/** Where a server listens. */
export interface Listening {
  /** Such as `http://127.0.0.1:8484`. */
  readonly url: string;
  readonly port: number;
}

/** Listens, once. */
export interface Listener {
  listen(options: ListenOptions | undefined): Promise<Listening>;
  /** Accepts no more connections and ends those that wait for nothing; the others end with their answer, at last by force. */
  close(): Promise<void>;
}

/** Clients reuse connections for so long; some lose a request on one that was closed meanwhile. */
const keepAliveMs = 120_000;
const checkEveryMs = 1000;
const sweepMs = 20;

const schema = z.strictObject({
  port: z.int().min(0).max(65_535).default(8484),
  hostname: z.string().min(1).default('127.0.0.1'),
});

/** Nothing listens yet. */
export function createListener(
  fetch: (request: Request) => Promise<Response>,
  limits: ServerLimits,
  hasKeys: boolean,
): Listener {
  let server: NodeServer | undefined;
  /** Answers that are not written yet. */
  const answering = new Set<ServerResponse>();
  /** How many of them each connection waits for. */
  const waiting = new WeakMap<Socket, number>();
  return {
    async listen(options = {}) {
      const { port, hostname } = parseInput(schema, options, 'options');
      const isLoopback = hostname === '::1' || loopbackHosts.includes(hostname);
      if (!isLoopback && !hasKeys)
        throw invalid(
          'options.hostname',
          `${hostname} is reached by others, and there are no keys; give keys to createServer, or listen on 127.0.0.1`,
        );
      if (server !== undefined)
        throw invalid('options', 'the server listens already; create another');
      const made = create(fetch, limits);
      made.prependListener('request', ({ socket }, response) => {
        answering.add(response);
        waiting.set(socket, (waiting.get(socket) ?? 0) + 1);
        // A client that takes nothing of its answer would keep it in memory for ever.
        response.once('prefinish', () => response.socket?.setTimeout(limits.requestTimeoutMs));
        response.once('close', () => {
          answering.delete(response);
          const left = (waiting.get(socket) ?? 1) - 1;
          waiting.set(socket, left);
          // Its next answer may take longer to be made.
          if (left > 0) socket.setTimeout(0);
        });
      });
      server = made;
      made.listen(port, hostname);
      await once(made, 'listening').catch((error: unknown) => {
        server = undefined;
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error; // of Node
        throw invalid(
          'options.port',
          `${port} is taken on ${hostname} (EADDRINUSE); end what listens there, or give another port`,
          error,
        );
      });
      // Of a server that listens on a port.
      const address = made.address() as AddressInfo;
      const host = hostname.includes(':') ? `[${hostname}]` : hostname;
      return { url: `http://${host}:${address.port}`, port: address.port };
    },
    async close() {
      if (server === undefined) return;
      const closing = server;
      const closed = once(closing, 'close');
      closing.close();
      // Clients send no further request on a connection whose answer says so, where it would be lost.
      for (const response of answering) endWith(response);
      closing.prependListener('request', (_, response) => endWith(response));
      // A connection that was kept for more requests is idle once its last one is answered.
      const sweep = setInterval(() => closing.closeIdleConnections(), sweepMs);
      const force = setTimeout(() => closing.closeAllConnections(), limits.drainMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(force);
    },
  };
}

/** Ends the connection with its answer. */
function endWith(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function create(
  fetch: (request: Request) => Promise<Response>,
  { requestTimeoutMs, bodyBytes }: ServerLimits,
): NodeServer {
  const serverOptions = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(requestTimeoutMs, 20_000),
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: checkEveryMs,
  };
  const adaptor = createAdaptorServer({
    fetch,
    createServer,
    serverOptions,
    overrideGlobalObjects: false,
  });
  // Of HTTP/1, as `createServer` makes it.
  const server = adaptor as NodeServer;
  server.prependListener('request', takeTarget);
  server.on('checkContinue', (request, response) => {
    // A body that is too large is refused without being asked for, and what may follow is not read as another request.
    if (Number(request.headers['content-length'] ?? 0) > bodyBytes)
      response.setHeader('connection', 'close');
    else response.writeContinue();
    server.emit('request', request, response);
  });
  return server;
}

/** A target with a host in it names the host, whatever `Host` says (RFC 9112, 3.2.2). */
function takeTarget({ url = '', rawHeaders }: IncomingMessage): void {
  const host = /^https?:\/\/([^/?#]*)/i.exec(url)?.[1];
  if (host === undefined) return;
  // Names and values in turn.
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.toLowerCase() === 'host') rawHeaders[i + 1] = host;
}
