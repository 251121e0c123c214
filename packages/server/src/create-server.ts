import { createInFlight, untilAborted } from '@nestvec/core/kit';
import { createApp } from './app/create-app.ts';
import { createMetrics } from './app/metrics.ts';
import { openapiRoute } from './app/openapi.ts';
import type { Route } from './app/route.ts';
import { embeddingsRoute } from './doors/embeddings.ts';
import { modelsRoute } from './doors/models.ts';
import { qdrantRoute } from './doors/qdrant.ts';
import { statusRoutes } from './doors/status.ts';
import { weaviateRoutes } from './doors/weaviate.ts';
import { createEmbedService, type EmbedService } from './embed/embed-service.ts';
import { createReadiness, type Readiness } from './embed/readiness.ts';
import { createKeyRing } from './guard/keys.ts';
import { createListener, type ListenOptions, type Listening } from './listen.ts';
import { type ServerOptions, resolveOptions } from './options.ts';
import { createRoom } from './queue/room.ts';

/** A server that speaks HTTP. */
export interface Server {
  /** Answers one request; it mounts in whatever speaks the web's own `Request` and `Response`. Never rejects. */
  fetch(request: Request): Promise<Response>;
  /** Loads the model. Rejects with why it can't. `listen`, and the first request, start it too. */
  ready(): Promise<void>;
  /** Listens on a port of this machine, and starts loading. Rejects where the port is taken. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Accepts no more, answers what was accepted, for at most `limits.drainMs`, and ends. The embedder stays open: it is the caller's. */
  close(): Promise<void>;
}

/**
 * Embeddings over HTTP, as clients of other services ask for them.
 *
 * ```ts
 * const server = createServer({ embedder: await onnx({ directory }) });
 * const { url } = await server.listen({ port: 8484 });
 * ```
 *
 * Throws `invalid-input` for options.
 */
export function createServer(options: ServerOptions): Server {
  const resolved = resolveOptions(options);
  const { embedder, limits, keys, hosts, origins, onLog } = resolved;
  const now = (): number => performance.now();
  const readiness = createReadiness(embedder, (error) =>
    onLog({ level: 'error', requestId: '', method: '', route: 'probe', status: 0, ms: 0, error }),
  );
  const metrics = createMetrics(() => service?.waiting ?? 0);
  const service =
    embedder === undefined
      ? undefined
      : createEmbedService(embedder, resolved, {
          readiness,
          now,
          onBatch: (report) => metrics.embedded(report),
        });
  const inFlight = createInFlight('the server');
  const routes = [
    ...(service === undefined ? [] : embeddingRoutes(service, readiness)),
    ...statusRoutes(readiness, metrics),
  ];
  const app = createApp([...routes, openapiRoute(routes)], {
    keys: createKeyRing(keys),
    limits,
    held: createRoom(limits.heldBytes),
    inFlight,
    now,
    rules: { hosts, origins },
    onAnswer(entry) {
      metrics.answered(entry);
      onLog(entry);
    },
  });
  const answer = async (request: Request): Promise<Response> => await app.fetch(request);
  const listener = createListener(answer, limits, keys.length > 0);
  return {
    fetch: answer,
    async ready() {
      await readiness.start();
    },
    async listen(where) {
      const listening = await listener.listen(where);
      readiness.start().catch(() => {}); // reported to `onLog`
      return listening;
    },
    async close() {
      readiness.stop();
      const patience = AbortSignal.timeout(limits.drainMs);
      // What is not answered by then is given up.
      const answered = untilAborted(inFlight.close(), patience, 'closing').catch(() => {});
      await Promise.all([listener.close(), answered]);
      service?.close();
    },
  };
}

function embeddingRoutes(service: EmbedService, readiness: Readiness): readonly Route[] {
  return [
    embeddingsRoute(service),
    modelsRoute(service),
    qdrantRoute(service),
    ...weaviateRoutes(service, readiness),
  ];
}
