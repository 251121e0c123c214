import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

/** A server on this machine that answers what a test says. */
export interface LocalServer {
  readonly url: string;
  /** What was asked: method, path and key. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** An answer: a status, and a body as JSON. */
export type Answer = readonly [status: number, body: unknown];

/** Starts the server. */
export async function startServer(
  answer: (request: IncomingMessage) => Answer,
): Promise<LocalServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const key = request.headers['api-key'];
    requests.push([request.method, request.url, key].filter(Boolean).join(' '));
    const [status, body] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
