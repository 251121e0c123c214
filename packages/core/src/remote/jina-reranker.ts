import { z } from 'zod';
import { invalid, messageOf, NestvecError, type RemoteFailure } from '../errors.ts';
import { retryAfterMs } from '../async/retry-after.ts';
import { durationMs } from '../async/duration.ts';
import { apiKey as apiKeySchema } from '../options/api-key.ts';
import { httpUrl } from '../options/http-url.ts';
import { parseInput } from '../parse-input.ts';
import { checkIsOptions, checkNames } from '../options/check-names.ts';
import type { RankedText, Reranker, RerankOptions } from '../passage/reranker.ts';
import { retry } from '../async/retry.ts';
import { throwIfAborted } from '../async/signal.ts';
import { isRetryable } from './api-error.ts';
import { explainProblem } from './explain-problem.ts';
import { post, type Posted, type PostFetch, type PostTarget } from './post.ts';
import { excerpt, readProblem } from './read-problem.ts';
import { createRedact, innermostMessage, type Redact } from './redact.ts';

/** Options of `jinaReranker`. */
export interface JinaRerankerOptions {
  /** Needed by Jina itself; another server may want none. */
  readonly apiKey?: string | undefined;
  /** Default `jina-reranker-v2-base-multilingual`. */
  readonly model?: string | undefined;
  /** Of anything that speaks Jina's API; `/rerank` is appended. Default `https://api.jina.ai/v1`. */
  readonly baseUrl?: string | undefined;
  /** Longest time for a request and its answer. Default 30,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Tries after the first, of what is worth one: 408, 429, 5xx and a broken connection. Default 3. */
  readonly retries?: number | undefined;
  /** Called with the tokens of every answer. */
  readonly onUsage?: ((usage: { readonly tokens: number }) => void) | undefined;
  /** Default: the built-in one. */
  readonly fetch?: PostFetch | undefined;
}

const defaultBaseUrl = 'https://api.jina.ai/v1';

const answerSchema = z.object({
  results: z.array(z.object({ index: z.int().nonnegative(), relevance_score: z.number() })),
  usage: z.object({ total_tokens: z.number() }).optional().catch(undefined),
});

/**
 * Orders texts by Jina's reranker, or by anything that speaks the same at `baseUrl`.
 *
 * ```ts
 * const { passages } = await retrieve(index, question, { reranker: jinaReranker({ apiKey: settings.key }) });
 * ```
 *
 * Throws `invalid-input` for options; a call rejects with `embedder` where the service refuses it or stays down.
 */
export function jinaReranker(options: JinaRerankerOptions): Reranker {
  checkIsOptions(options, 'jinaReranker');
  checkOptionNames(options, 'jinaReranker');
  const { model = 'jina-reranker-v2-base-multilingual', retries = 3, onUsage } = options;
  parseInput(z.string().min(1), model, 'jinaReranker.model');
  parseInput(z.int().nonnegative(), retries, 'jinaReranker.retries');
  const target = targetOf(options);
  const redact = createRedact([options.apiKey]);
  return {
    async rerank(query, texts, call) {
      checkRerank(query, texts, call);
      const { limit, signal } = call;
      if (texts.length === 0) return [];
      const request = { model, query, documents: texts, top_n: limit, return_documents: false };
      const body = JSON.stringify(request);
      const answer = await retry(
        async () => await ask(target, body, texts.length, redact, signal),
        { operation: 'reranking', retries, baseMs: 1000, signal },
      );
      onUsage?.({ tokens: answer.usage?.total_tokens ?? 0 });
      return answer.results
        .map(({ index, relevance_score: score }): RankedText => ({ index, score }))
        .toSorted((a, b) => b.score - a.score || a.index - b.index);
    },
  };
}

const checkOptionNames = checkNames<JinaRerankerOptions>({
  apiKey: true,
  model: true,
  baseUrl: true,
  timeoutMs: true,
  retries: true,
  onUsage: true,
  fetch: true,
});
const checkCallNames = checkNames<RerankOptions>({ limit: true, signal: true });

function checkRerank(query: unknown, texts: unknown, call: RerankOptions): void {
  parseInput(z.string(), query, 'query');
  parseInput(z.array(z.string()), texts, 'texts');
  checkCallNames(call, 'options');
  parseInput(z.int().positive(), (call as RerankOptions | undefined)?.limit, 'options.limit'); // names alone are checked
}

function targetOf({
  apiKey,
  baseUrl = defaultBaseUrl,
  ...options
}: JinaRerankerOptions): PostTarget {
  if (apiKey === undefined && baseUrl === defaultBaseUrl)
    throw invalid('jinaReranker.apiKey', 'is needed; make a key at jina.ai');
  parseInput(apiKeySchema.optional(), apiKey, 'jinaReranker.apiKey');
  const url = parseInput(httpUrl(defaultBaseUrl), baseUrl, 'jinaReranker.baseUrl');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/rerank`;
  const key: Record<string, string> =
    apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  return {
    url: url.href,
    headers: { accept: 'application/json', 'user-agent': 'nestvec', ...key },
    timeoutMs: parseInput(durationMs.default(30_000), options.timeoutMs, 'jinaReranker.timeoutMs'),
    fetch: options.fetch ?? fetch,
  };
}

async function ask(
  target: PostTarget,
  body: string,
  texts: number,
  redact: Redact,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof answerSchema>> {
  const { origin, pathname } = new URL(target.url);
  const attempted = `jina: reranking ${texts} texts at ${origin}${pathname} failed`;
  const failed = (problem: string, details: RemoteFailure): NestvecError =>
    new NestvecError('embedder', redact(`${attempted}${problem}`), {
      operation: 'rerank',
      ...details,
    });
  let posted: Posted;
  try {
    posted = await post(target, body, signal);
  } catch (error) {
    throwIfAborted({ signal }, 'reranking');
    throw failed(`: ${innermostMessage(error)}`, { retryable: true });
  }
  const { status } = posted;
  if (status !== 200) {
    const problem = readProblem(redact(posted.body));
    const said = problem.message === undefined ? '' : ` (it says: ${excerpt(problem.message)})`;
    const wait = retryAfterMs(posted.headers);
    throw failed(` with ${status}: ${explainProblem(status, problem)}${said}`, {
      status,
      retryable: isRetryable(status),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  try {
    const answer = parseInput(answerSchema, JSON.parse(posted.body), 'answer');
    const strange = answer.results.find(({ index }) => index >= texts);
    if (strange !== undefined) throw invalid('answer', `names text ${strange.index} of ${texts}`);
    return answer;
  } catch (error) {
    throw failed(`: ${messageOf(error)}`, { retryable: false, status });
  }
}
