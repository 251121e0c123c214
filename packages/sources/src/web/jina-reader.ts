import {
  apiKey as apiKeySchema,
  durationMs,
  httpUrl,
  messageOf,
  parseInput,
  parseRetryAfter,
  readText,
  retry,
  throwIfAborted,
} from '@nestvec/core/kit';
import { z } from 'zod';
import type { PageReader, ReadPage } from './page-reader.ts';
import { plainAddress, webError } from './web-error.ts';

/** Options of `jinaReader`. */
export interface JinaReaderOptions {
  /** Without one, Jina allows few pages a minute. */
  readonly apiKey?: string | undefined;
  /** Default `https://r.jina.ai`. */
  readonly baseUrl?: string | undefined;
  /** Longest time for one page. Default 60,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Tries after the first, of what is worth one. Default 3. */
  readonly retries?: number | undefined;
  /** Default: the built-in one. */
  readonly fetch?: typeof fetch | undefined;
}

const defaultBaseUrl = 'https://r.jina.ai';
/** Of the text of one page. */
const mostBytes = 64 * 2 ** 20;

const optionsSchema = z.strictObject({
  apiKey: apiKeySchema.optional(),
  baseUrl: httpUrl(defaultBaseUrl).default(new URL(defaultBaseUrl)),
  timeoutMs: durationMs.default(60_000),
  retries: z.int().nonnegative().default(3),
  fetch: z
    .custom<typeof fetch>((value) => typeof value === 'function', 'must be a function')
    .optional(),
});

const answerSchema = z.object({
  data: z.object({ content: z.string(), title: z.string().optional().catch(undefined) }),
});

/**
 * Reads pages by Jina Reader, which renders them and leaves out what surrounds the text. The addresses go to Jina; it charges tokens for
 * what it gives. Throws `invalid-input` for a wrong option.
 *
 * ```ts
 * webPages(addresses, { reader: jinaReader({ apiKey: settings.key }) });
 * ```
 */
export function jinaReader(options: JinaReaderOptions = {}): PageReader {
  const { apiKey, baseUrl, timeoutMs, retries } = parseInput(optionsSchema, options, 'jinaReader');
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'nestvec',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  const ask = async (url: URL, signal: AbortSignal | undefined): Promise<ReadPage> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    let answer: {
      readonly status: number;
      readonly retryAfter: string | null;
      readonly text: string;
    };
    try {
      const response = await (options.fetch ?? fetch)(baseUrl.href, {
        method: 'POST',
        headers,
        body: JSON.stringify({ url: url.href }),
        // A key must not follow a redirect to another host.
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      const { status } = response;
      answer = {
        status,
        retryAfter: response.headers.get('retry-after'),
        text: await readText(response, mostBytes),
      };
    } catch (error) {
      throwIfAborted({ signal }, `reading ${plainAddress(url)}`);
      const reason = timeout.aborted ? `no answer within ${timeoutMs} ms` : innermost(error);
      throw webError(url, `can't be read by Jina Reader (${reason})`, {
        retryable: true,
        reason: 'connection',
      });
    }
    return pageOf(url, answer.status, answer.retryAfter, answer.text);
  };
  return {
    read: async (url, { signal }) =>
      await retry(async () => await ask(url, signal), {
        operation: `reading ${plainAddress(url)}`,
        retries,
        signal,
      }),
  };
}

function pageOf(url: URL, status: number, retryAfter: string | null, text: string): ReadPage {
  if (status !== 200) {
    const advice =
      status === 401 || status === 402 || status === 403 ? '; check apiKey and its balance' : '';
    const wait = parseRetryAfter(retryAfter);
    throw webError(url, `can't be read by Jina Reader, which answered ${status}${advice}`, {
      retryable: status === 408 || status === 429 || status >= 500,
      status,
      reason: 'status',
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  try {
    const { content, title } = parseInput(answerSchema, JSON.parse(text), 'answer').data;
    return { markdown: content, title: title?.trim() || undefined };
  } catch (error) {
    const problem = `can't be read by Jina Reader, whose answer makes no sense (${messageOf(error)})`;
    throw webError(url, problem, { retryable: false }, error);
  }
}

/** `fetch failed` tells nothing; its cause does. */
function innermost(error: unknown): string {
  return error instanceof Error && error.cause !== undefined
    ? innermost(error.cause)
    : messageOf(error);
}
