import type { Embedder } from '../embedder/embedder.ts';
import { createImageIntake } from '../image/intake.ts';
import { createInFlight } from '../async/in-flight.ts';
import { createBudget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import { createConnection } from './connection.ts';
import { embedRemote, type Remote } from './embed-remote.ts';
import { remoteIdentity } from './identity.ts';
import { resolveImagePolicy } from './image-policy.ts';
import { createJinaService } from './jina-service.ts';
import { measureRemote } from './measure-remote.ts';
import { modelInDialect } from './dialect-model.ts';
import { dialectFacts } from './dialects.ts';
import type { JinaOptions } from './options.ts';
import type { PostTarget } from './post.ts';
import { createRedact } from './redact.ts';
import { resolveJinaOptions, type ResolvedJinaOptions } from './resolve-jina-options.ts';
import { tokensPerRequest } from './tokens-per-request.ts';

/** Side that drawings are rendered at where the model has no side of its own. */
const drawingSide = 512;

/**
 * Embeds by Jina's API, or by a server at `baseUrl` that speaks it or another `dialect`, such as Infinity's or Ollama's.
 *
 * ```ts
 * const embedder = jina({ apiKey: settings.key, budgets: { requestsPerMinute: 500, tokensPerMinute: 2_000_000 } });
 * const { embeddings } = await embedder.embed([{ text: 'red shoe' }], { task: 'query' });
 * ```
 *
 * Sends nothing until the first `embed`. A content that the service refuses is a failed value in its place; `embed` rejects with
 * `embedder` (a refused key, an account without tokens, the spend cap, a service that stays down) only where nothing of the
 * call was embedded. Throws `invalid-input` for options. Images need sharp. `clock` is for tests.
 */
export function jina(options: JinaOptions, clock: Clock = systemClock): Embedder {
  const resolved = resolveJinaOptions(options);
  const {
    model: id,
    encoding,
    dialect,
    budgets,
    batch,
    imageLimits,
    retries,
    onRetry,
    onUsage,
  } = resolved;
  const model = modelInDialect(id, dialect, resolved.facts);
  const facts = dialectFacts[dialect];
  const imagePolicy = resolveImagePolicy(resolved.imagePolicy, model, id);
  const images = createImageIntake(model.image?.side ?? drawingSide, imageLimits);
  const secrets = [resolved.apiKey, ...Object.values(resolved.headers), ...secretsOf(resolved)];
  const service = createJinaService({
    id,
    model,
    encoding,
    dialect,
    target: targetOf(resolved),
    redact: createRedact(secrets),
  });
  const budget = createBudget(service.name, budgets, clock);
  const isCapped = budgets.spend !== undefined;
  const sendUrls = imagePolicy === 'original' && facts.imageUrls && !isCapped;
  const remote: Remote = {
    connection: createConnection({ service, budget, clock, retries, onRetry, onUsage }),
    preparation: { name: service.name, model, imagePolicy, images, sendUrls, isCapped },
    batchLimits: {
      items: batch.items ?? model.itemsPerRequest,
      tokens: tokensPerRequest(batch.tokens, budgets),
      bytes: batch.bytes,
    },
    concurrency: budgets.concurrency,
    tokensPerMinute: budgets.tokensPerMinute,
    canTruncate: facts.truncates,
    imagesAlone: facts.imagesAlone,
  };
  const { items, tokens, bytes } = remote.batchLimits;
  const inFlight = createInFlight(`the ${service.name} embedder for ${id}`);
  return {
    identity: remoteIdentity(model, 'hosted', imagePolicy, encoding, resolved.facts?.prefixes),
    limits: {
      itemsPerCall: items,
      tokensPerCall: tokens,
      bytesPerCall: bytes,
      concurrency: budgets.concurrency,
    },
    embed: async (contents, call) =>
      await inFlight.track(() => embedRemote(remote, contents, call)),
    measure: async (contents, call) =>
      await inFlight.track(() => measureRemote(remote.preparation, contents, call)),
    async close() {
      if (await inFlight.close()) images.close();
    },
  };
}

function targetOf(resolved: ResolvedJinaOptions): PostTarget {
  const { apiKey, baseUrl, dialect, headers, timeoutMs, fetch } = resolved;
  const url = new URL(baseUrl);
  url.pathname = url.pathname.replace(/\/+$/, '') + dialectFacts[dialect].path;
  const given = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const ours: Record<string, string> =
    apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const all = { accept: 'application/json', 'user-agent': 'nestvec', ...ours, ...given };
  return { url: url.href, headers: all, timeoutMs, fetch };
}

/** Some servers take their key in the query. */
function secretsOf({ baseUrl }: ResolvedJinaOptions): readonly string[] {
  return [...new URL(baseUrl).searchParams.values()];
}
