import type { Embedder } from '@nestvec/core';
import { createImageIntake, createInFlight, untilAborted } from '@nestvec/core/kit';
import { createApp } from './app/create-app.ts';
import { createMetrics } from './app/metrics.ts';
import { openapiRoute } from './app/openapi.ts';
import type { Call, Route } from './app/route.ts';
import { cohereRoute } from './doors/cohere.ts';
import { embeddingsRoutes } from './doors/embeddings.ts';
import { imageRoutes } from './doors/images.ts';
import { commonOf, indexRoutes } from './doors/indexes.ts';
import { instantsearchRoute } from './doors/instantsearch.ts';
import { mcpRoute } from './doors/mcp.ts';
import { pageRoutes, pageSettingsRoute } from './doors/page.ts';
import { modelsRoute } from './doors/models.ts';
import { ollamaRoute } from './doors/ollama.ts';
import { qdrantRoute } from './doors/qdrant.ts';
import { rerankRoute } from './doors/rerank.ts';
import { searchRoutes } from './doors/search.ts';
import { statusRoutes } from './doors/status.ts';
import { teiRoutes } from './doors/tei.ts';
import { voyageRoute } from './doors/voyage.ts';
import { weaviateRoutes } from './doors/weaviate.ts';
import { createEmbedService, type EmbedService } from './embed/embed-service.ts';
import { createReadiness, type Readiness } from './embed/readiness.ts';
import { createKeyRing } from './guard/keys.ts';
import { createImageService } from './image/image-service.ts';
import { placeOf } from './image/locate.ts';
import { createUploads } from './image/uploads.ts';
import { createListener, type ListenOptions, type Listening } from './listen.ts';
import {
  type ResolvedOptions,
  type ServerLimits,
  type ServerOptions,
  resolveOptions,
} from './options.ts';
import { createEmbedPool, type EmbedPool } from './queue/embed-pool.ts';
import { createRoom, type Room } from './queue/room.ts';
import { createGrants } from './search/grants.ts';
import { queryEmbedder } from './search/query-embedder.ts';
import type { QueryReader } from './search/read-query.ts';
import { screenEmbedders } from './search/screen-embedders.ts';

/** A server that speaks HTTP. */
export interface Server {
  /** Answers one request; it mounts in whatever speaks the web's own `Request` and `Response`. Never rejects. */
  fetch(request: Request): Promise<Response>;
  /** Loads the model. Rejects with why it can't. `listen`, and the first request, start it too. */
  ready(): Promise<void>;
  /** Whether an image that a record says is at `uri` can be shown: below `imageRoots`, by its text alone, or `imageUrls`. */
  showsImage(uri: string): boolean;
  /** Listens on a port of this machine, and starts loading. Rejects where the port is taken. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Accepts no more, answers what was accepted, for at most `limits.drainMs`, and ends. The embedder stays open: it is the caller's. */
  close(): Promise<void>;
}

/**
 * Embeddings over HTTP, as clients of other services ask for them, and searches of named indexes.
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
  const { embedder, reranker, limits, keys, hosts, origins, imageUrls, imageLimits, onLog } =
    resolved;
  const now = (): number => performance.now();
  const readiness = createReadiness(embeddersOf(resolved), (error) =>
    onLog({ level: 'error', requestId: '', method: '', route: 'probe', status: 0, ms: 0, error }),
  );
  const metrics = createMetrics(() => pool.waiting);
  const pool = createEmbedPool({
    ...resolved,
    joinMs: limits.joinMs,
    readiness,
    now,
    onBatch: (report) => metrics.embedded(report),
  });
  const intake = createImageIntake(drawingSide, imageLimits);
  const reader = { intake, imageUrls, textCharacters: limits.textCharacters };
  const uploads = createUploads(limits.uploadBytes, { hasKeys: keys.length > 0 });
  const inFlight = createInFlight('the server');
  const routes = [
    ...(embedder === undefined
      ? []
      : embeddingRoutes(createEmbedService(embedder, resolved, { pool, reader }), {
          readiness,
          limits,
        })),
    ...(reranker === undefined ? [] : [rerankRoute(reranker, { pool, reader })]),
    ...(resolved.indexes.size === 0 ? [] : routesOfIndexes(resolved, { pool, reader, uploads })),
    ...(resolved.page === undefined ? [] : pageRoutes(resolved.page)),
    ...statusRoutes(readiness, metrics),
  ];
  const app = createApp([...routes, openapiRoute(routes)], {
    keys: createKeyRing(keys),
    limits,
    held: roomOfBodies(limits.heldBytes, limits),
    heldUnknown: roomOfBodies(limits.heldBytes / 4, limits),
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
    showsImage: (uri) =>
      placeOf(uri, { roots: resolved.imageRoots, prefixes: imageUrls }) !== undefined,
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
      intake.close();
      uploads.close();
    },
  };
}

/** A body takes its room piece by piece, and one of the largest must find it. */
function roomOfBodies(bytes: number, { bodyBytes }: ServerLimits): Room {
  const size = Math.max(bytes, bodyBytes);
  return createRoom(size, Math.max(bodyBytes, size * 0.75));
}

function embeddingRoutes(
  service: EmbedService,
  { readiness, limits }: { readonly readiness: Readiness; readonly limits: ServerLimits },
): readonly Route[] {
  return [
    ...embeddingsRoutes(service),
    modelsRoute(service),
    cohereRoute(service),
    voyageRoute(service),
    ollamaRoute(service),
    ...teiRoutes(service, limits),
    qdrantRoute(service),
    ...weaviateRoutes(service, readiness),
  ];
}

/** Side that drawings are rendered at, by which their pixels are counted. */
const drawingSide = 512;

/** Each once, however many indexes share it. */
function embeddersOf({ embedder, indexes }: ResolvedOptions): readonly Embedder[] {
  const all = [embedder, ...Array.from(indexes.values(), (index) => index.embedder)];
  return [...new Set(all.filter((one) => one !== undefined))];
}

function imageFieldsOf({ pageSettings }: ResolvedOptions): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(pageSettings).flatMap(([name, { image }]) =>
      image === undefined ? [] : [[name, image] as const],
    ),
  );
}

function routesOfIndexes(
  resolved: ResolvedOptions,
  { pool, reader, uploads }: { readonly pool: EmbedPool } & QueryReader,
): readonly Route[] {
  const { indexes, publicIndexes, imageRoots, imageUrls, imageLimits, origins, limits } = resolved;
  const { mcp, mcpWrites, page, pageSettings } = resolved;
  const embedWith = (own: Embedder, call: Call): Embedder => queryEmbedder(own, pool, call);
  const grants = createGrants({
    indexes,
    publicIndexes,
    embedWith,
    imageFields: imageFieldsOf(resolved),
  });
  const { intake } = reader;
  const images = createImageService({
    intake,
    roots: imageRoots,
    imageUrls,
    maxBytes: imageLimits.maxBytes,
    cacheBytes: limits.imageCacheBytes,
    now: () => performance.now(),
  });
  const tools = {
    grants,
    images,
    limits,
    reader,
    uploads,
    screenEmbedders: (call: Call) => screenEmbedders(pool, call),
    common: commonOf(grants),
  };
  return [
    ...indexRoutes(tools),
    ...searchRoutes(tools),
    instantsearchRoute(tools),
    ...imageRoutes(tools, { intake, hasOrigins: origins.length > 0 }),
    ...(page === undefined ? [] : [pageSettingsRoute(tools, pageSettings)]),
    ...(mcp === undefined ? [] : [mcpRoute(mcp, tools, { writes: mcpWrites })]),
  ];
}
