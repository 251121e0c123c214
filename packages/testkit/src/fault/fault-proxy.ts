import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Answer, Fault, FaultRule, ProxiedRequest } from './fault.ts';
import { createFaultRules } from './fault-rules.ts';
import { forward, type ServerAnswer } from './forward.ts';

/** A proxy in front of a server, through which requests can go wrong. */
export interface FaultProxy {
  /** The server that requests go on to. */
  readonly url: string;
  /** Puts other rules in force, forgets how often the old ones were used, and empties the log. */
  inject(...rules: readonly FaultRule[]): void;
  /** Requests since `inject`, in the order in which they ended. */
  readonly log: readonly LoggedRequest[];
  close(): Promise<void>;
}

/** A request that ended. */
export interface LoggedRequest extends ProxiedRequest {
  /** Whether an answer of success came from the server and was passed on whole. */
  readonly confirmed: boolean;
}

/**
 * Starts an HTTP proxy on the loopback in front of a database. Without rules it passes everything on.
 *
 * ```ts
 * const proxy = await faultProxy({ target: 'http://localhost:6333' });
 * proxy.inject({ fault: { kind: 'cut-after' }, when: ({ method }) => method === 'PUT' });
 * ```
 */
export async function faultProxy(options: { readonly target: string }): Promise<FaultProxy> {
  const target = new URL(options.target);
  const rules = createFaultRules();
  const log: LoggedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    // A client that is gone, or a server that is down, ends the request; an answer would reach no one.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const request = { method, path, body: await buffer(incoming) };
    const send = (): Promise<ServerAnswer> => forward(target, request, headers);
    const passed = await pass(rules.next(request), send, outgoing);
    log.push({ ...request, confirmed: passed !== undefined && passed.status < 300 });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: new URL(target.pathname, `http://127.0.0.1:${port}`).href.replace(/\/$/, ''),
    inject(...given) {
      rules.replace(given);
      log.length = 0;
    },
    log,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Gives the answer of the server that was passed on, if one was. */
async function pass(
  fault: Fault | undefined,
  send: () => Promise<ServerAnswer>,
  outgoing: ServerResponse,
): Promise<ServerAnswer | undefined> {
  switch (fault?.kind) {
    case 'cut-before':
      outgoing.destroy();
      return undefined;
    case 'cut-after':
      await send();
      outgoing.destroy();
      return undefined;
    case 'cut-within':
      cutWithin(await send(), outgoing);
      return undefined;
    case 'answer':
      if (fault.acted) await send();
      reply(fault, outgoing);
      return undefined;
    case 'duplicate': {
      const answer = await send();
      await send();
      return replyAs(answer, outgoing);
    }
    case 'delay':
      await setTimeout(fault.ms);
      return replyAs(await send(), outgoing);
    case undefined:
      return replyAs(await send(), outgoing);
  }
}

function replyAs(answer: ServerAnswer, outgoing: ServerResponse): ServerAnswer {
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  outgoing.end(answer.body);
  return answer;
}

function reply({ status, headers = {}, body = '' }: Answer, outgoing: ServerResponse): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** The head promises more than comes. */
function cutWithin(answer: ServerAnswer, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    'content-length': answer.body.length + 1,
  });
  outgoing.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () =>
    outgoing.destroy(),
  );
}
