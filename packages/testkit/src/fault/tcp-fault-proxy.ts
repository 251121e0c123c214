import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy for protocols that it does not understand, such as gRPC: it can only hold back bytes and break connections. */
export interface TcpFaultProxy {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /**
   * Breaks the connection of the next client that sends something: `before` the server has seen it, or `after` the server has
   * acted, which it is taken to have done when it has been silent for `quietMs`. Its answer is lost.
   */
  cutNext(moment: 'before' | 'after'): void;
  /** Holds back what the next client sends. */
  delayNext(ms: number): void;
  /** Takes back what was not used. */
  clear(): void;
  close(): Promise<void>;
}

/** What `tcpFaultProxy` takes. */
export interface TcpFaultProxyOptions {
  /** `host:port` of the server. */
  readonly target: string;
  /** Silence by which the server is taken to have acted. Default 300. */
  readonly quietMs?: number | undefined;
}

type Armed = { readonly cut: 'before' | 'after' } | { readonly delayMs: number };

/** Starts a TCP proxy on the loopback in front of a server. */
export async function tcpFaultProxy({
  target,
  quietMs = 300,
}: TcpFaultProxyOptions): Promise<TcpFaultProxy> {
  const { hostname, port } = new URL(`tcp://${target}`);
  let armed: Armed | undefined;
  const open = new Set<Socket>();
  const take = (): Armed | undefined => {
    const taken = armed;
    armed = undefined;
    return taken;
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      // A broken connection is broken on both sides; the error itself is what the tests are about.
      socket
        .on('error', () => {})
        .on('close', () => {
          open.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    join(client, upstream, take, quietMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    cutNext(moment) {
      armed = { cut: moment };
    },
    delayNext(ms) {
      armed = { delayMs: ms };
    },
    clear() {
      armed = undefined;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(
  client: Socket,
  upstream: Socket,
  take: () => Armed | undefined,
  quietMs: number,
): void {
  let cutting: NodeJS.Timeout | undefined;
  const waitForQuiet = (): void => {
    clearTimeout(cutting);
    cutting = setTimeout(() => client.destroy(), quietMs);
  };
  client.on('data', (chunk) => {
    const fault = take();
    if (fault === undefined) {
      if (cutting !== undefined) waitForQuiet();
      upstream.write(chunk);
    } else if ('delayMs' in fault) {
      client.pause();
      setTimeout(() => {
        upstream.write(chunk);
        client.resume();
      }, fault.delayMs);
    } else if (fault.cut === 'before') {
      client.destroy();
    } else {
      waitForQuiet();
      upstream.write(chunk);
    }
  });
  upstream.on('data', (chunk) => {
    if (cutting === undefined) client.write(chunk);
    else waitForQuiet();
  });
}
