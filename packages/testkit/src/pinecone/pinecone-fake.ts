import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { emitWarning } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { createFakeIndex } from './fake-index.ts';
import type { FakeState } from './fake-state.ts';
import { handle, type Answer } from './handle.ts';

/** What `pineconeFake` takes. */
export interface PineconeFakeOptions {
  /** The one key that is let in. Default: any that is not empty. */
  readonly apiKey?: string | undefined;
  /** Milliseconds until readers see a write, one number or a new one for each write. Default 0. */
  readonly lagMs?: number | (() => number) | undefined;
  /** Milliseconds until a new index is ready. Default 0. */
  readonly readyAfterMs?: number | undefined;
  /** Milliseconds for which a deleted index is still there. Default 0. */
  readonly goneAfterMs?: number | undefined;
  /** Whether `$ne` and `$nin` hold where the field is missing, which is not documented. Default false. */
  readonly missingIsUnequal?: boolean | undefined;
  /** Whether answers carry log sequence numbers; pod indexes have none. Default true. */
  readonly sequenceNumbers?: boolean | undefined;
  /** Passed in by tests. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Whether to leave out the warning that this is a fake. Default false. */
  readonly quiet?: boolean | undefined;
}

/** A running fake. */
export interface PineconeFake {
  /** Of the control plane; it names the indexes' hosts. */
  readonly url: string;
  /** Answers the next requests with 429 and `Retry-After`. */
  throttle(times: number, retryAfterSeconds: number): void;
  /** An index as only the service itself could make one: of pods, which can't be created any more. */
  addPodIndex(index: {
    readonly name: string;
    readonly dimension: number;
    readonly metric: 'cosine' | 'dotproduct' | 'euclidean';
  }): void;
  /** Requests since the start, as `METHOD /path`. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback that behaves like Pinecone's control and data plane, as far as its documentation says how they
 * behave, for indexes of dense vectors. It checks every request and every answer of its own by schema, keeps the documented
 * limits, and answers 501 to what it does not know. It is not a database: it compares every vector and forgets all at the end.
 *
 * ```ts
 * const fake = await pineconeFake({ lagMs: 50 });
 * const client = new Pinecone({ apiKey: 'any', controllerHostUrl: fake.url });
 * ```
 */
export async function pineconeFake(options: PineconeFakeOptions = {}): Promise<PineconeFake> {
  const { lagMs = 0, now = Date.now, apiKey } = options;
  const state: FakeState = {
    indexes: new Map(),
    behaviour: {
      lagMs: typeof lagMs === 'number' ? () => lagMs : lagMs,
      readyAfterMs: options.readyAfterMs ?? 0,
      goneAfterMs: options.goneAfterMs ?? 0,
      missingIsUnequal: options.missingIsUnequal ?? false,
      sequenceNumbers: options.sequenceNumbers ?? true,
      now,
    },
  };
  const throttled = { times: 0, retryAfterSeconds: 0 };
  const log: string[] = [];
  // A busy machine may keep a client from a connection for longer than the usual five seconds.
  const usual = { maxHeaderSize: 65_536, keepAliveTimeout: 60_000 };
  const server = createServer(usual, (incoming, outgoing) => {
    // A client that is gone ends the request; an answer would reach no one.
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const body = await buffer(incoming);
    log.push(`${method} ${path.split('?', 1)[0] ?? path}`);
    if (throttled.times > 0) {
      throttled.times -= 1;
      send(outgoing, {
        status: 429,
        headers: { 'retry-after': String(throttled.retryAfterSeconds) },
        text: 'Too Many Requests',
      });
      return;
    }
    const origin = `http://127.0.0.1:${port}`;
    send(outgoing, handle(state, { method, path, headers, body }, { apiKey, origin }));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const url = `http://127.0.0.1:${port}`;
  if (options.quiet !== true)
    emitWarning(`${url} is a fake of Pinecone for tests, not Pinecone`, { code: 'NESTVEC_FAKE' });
  return {
    url,
    throttle(times, retryAfterSeconds) {
      Object.assign(throttled, { times, retryAfterSeconds });
    },
    addPodIndex(facts) {
      const deployment = {
        deployment_type: 'pod',
        environment: 'us-east1-gcp',
        pod_type: 'p1.x1',
      } as const;
      const more = { deployment, tags: {}, deletionProtection: 'disabled', readyAt: 0 } as const;
      state.indexes.set(facts.name, createFakeIndex({ ...facts, ...more }, now));
    },
    log,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(outgoing: ServerResponse, { status, headers, text, json }: Answer): void {
  const body = json ?? text ?? '';
  outgoing.writeHead(status, {
    'x-nestvec-fake': 'pinecone',
    ...(json === undefined
      ? { 'content-type': 'text/plain' }
      : { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  outgoing.end(body);
}
