import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A forward proxy that remembers what it was asked for; tunnels are refused. */
export interface ProxyServer {
  readonly address: string;
  readonly forwarded: string[];
  readonly tunnels: { readonly target: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

/** Starts a proxy on this machine. */
export async function startProxy(): Promise<ProxyServer> {
  const forwarded: string[] = [];
  const tunnels: { target: string; authorization: string | undefined }[] = [];
  const server = createServer((incoming, outgoing) => {
    const url = incoming.url ?? '';
    forwarded.push(url);
    const { headers, method } = incoming;
    const upstream = send(url, { headers, ...(method === undefined ? {} : { method }) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(upstream);
  });
  server.on('connect', (request, socket) => {
    const authorization = request.headers['proxy-authorization'];
    tunnels.push({ target: request.url ?? '', authorization });
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    forwarded,
    tunnels,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
