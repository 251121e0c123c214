import { type DocumentEntry, isNestvecError } from '@nestvec/core';
import type { ProxySettings } from '@nestvec/core/hub';
import {
  checkIterable,
  checkNames,
  createGuardedHttp,
  describeValue,
  durationMs,
  messageOf,
  type Network,
  parseInput,
  parseRetryAfter,
  retry,
  throwIfAborted,
} from '@nestvec/core/kit';
import { documentError } from '../file-document.ts';
import { pageImages } from '../find-image.ts';
import { type DocumentOptions, documentOptionNames } from '../document-options.ts';
import { parseDocument } from '../read-document.ts';
import { formatOfPage, textOfPage } from './page-format.ts';
import type { PageReader } from './page-reader.ts';
import { createPoliteness, type WebClock } from './politeness.ts';
import { type RequestLimits, request, type WebAnswer } from './request.ts';
import { plainAddress, webError } from './web-error.ts';

/** Options of `webPages`. */
export interface WebOptions extends DocumentOptions {
  /** Least time between two requests to one host, in milliseconds; its own `Crawl-delay` counts where it is longer. Default 1,000. */
  readonly delayMs?: number | undefined;
  /** Longest time for one page. Default 30,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Largest page or file. Default 20,000,000 bytes. */
  readonly maxPageBytes?: number | undefined;
  /** Redirects followed for one page. Default 5. */
  readonly maxRedirects?: number | undefined;
  /** Tries after the first, of what is worth one. Default 2. */
  readonly retries?: number | undefined;
  /** Who asks, as hosts see it and as their `robots.txt` may name it. Default `nestvec`. */
  readonly userAgent?: string | undefined;
  /** Whether addresses may lead into networks that are not public. Default false. */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** Proxies that pages are fetched through. Default none; the environment is not read. Needs Node 24.5. */
  readonly proxy?: ProxySettings | undefined;
  /** A service that reads pages for us, such as `jinaReader`; hosts are then asked by it, and not by us. */
  readonly reader?: PageReader | undefined;
  /** For tests. */
  readonly network?: Network | undefined;
  /** For tests. */
  readonly clock?: WebClock | undefined;
}

/** Names of options of `webPages`. */
export const webOptionNames: Readonly<Record<keyof WebOptions, true>> = {
  ...documentOptionNames,
  delayMs: true,
  timeoutMs: true,
  maxPageBytes: true,
  maxRedirects: true,
  retries: true,
  userAgent: true,
  allowPrivateAddresses: true,
  proxy: true,
  reader: true,
  network: true,
  clock: true,
};

const checkOptions = checkNames<WebOptions>(webOptionNames);

/**
 * Web pages, and texts and PDFs at an address, as documents for `passages`; their ids are their addresses. One request at a time, with a
 * pause between two to the same host, and only what its `robots.txt` allows. What can't be fetched is a failure in its place. Links are
 * not followed. Rejects with `invalid-input` for a wrong option, and where `addresses` can't be iterated.
 *
 * ```ts
 * await index.ingest(passages(webPages(['https://example.com/guide']), { embedder: index.embedder }));
 * ```
 */
export async function* webPages(
  addresses: Iterable<string | URL> | AsyncIterable<string | URL>,
  options: WebOptions = {},
): AsyncGenerator<DocumentEntry, void, undefined> {
  checkOptions(options, 'webPages');
  checkIterable(addresses, 'addresses');
  const limits = limitsOf(options);
  const politeness = createPoliteness(limits, options);
  try {
    for await (const address of addresses) {
      throwIfAborted(options, 'fetching web pages');
      const written: unknown = address instanceof URL ? address.href : address;
      const url = typeof written === 'string' ? URL.parse(written) : null;
      const id = url === null ? describeAddress(written) : withoutFragment(url);
      try {
        if (url === null)
          throw webError(new URL('about:blank'), 'is not a URL', { retryable: false });
        yield options.reader === undefined
          ? await fetchPage(url, id, limits, politeness.enter, options)
          : await readPage(options.reader, url, id, options);
      } catch (error) {
        throwIfAborted(options, `fetching ${id}`);
        yield { id, error: documentError(id, fetchError(url, error)), hides: [id] };
      }
    }
  } finally {
    limits.http.close();
  }
}

async function fetchPage(
  first: URL,
  id: string,
  limits: RequestLimits,
  enter: (url: URL, signal: AbortSignal | undefined) => Promise<void>,
  options: WebOptions,
): Promise<DocumentEntry> {
  let url = first;
  for (let hops = 0; hops <= limits.maxRedirects; hops++) {
    const target = url;
    const answer = await retry(
      async () => {
        await enter(target, options.signal);
        return checkStatus(
          await request(target, limits, options.signal).catch((error: unknown) => {
            throw fetchError(target, error);
          }),
        );
      },
      {
        operation: `fetching ${plainAddress(url)}`,
        retries: options.retries ?? 2,
        signal: options.signal,
      },
    );
    if ('elsewhere' in answer) {
      url = answer.elsewhere;
      continue;
    }
    const format = formatOfPage(answer);
    const content = textOfPage(answer, format, options);
    const facts = { id, format, uri: id, source: first.origin };
    const size = { maxTextBytes: limits.maxBytes, maxFileBytes: limits.maxBytes };
    const all = options.images === 'all';
    return await parseDocument(
      content,
      facts,
      { ...size, ...options },
      pageImages(answer.url, all),
    );
  }
  throw webError(first, `is redirected more than ${limits.maxRedirects} times`, {
    retryable: false,
  });
}

async function readPage(
  reader: PageReader,
  url: URL,
  id: string,
  options: WebOptions,
): Promise<DocumentEntry> {
  const { markdown, title } = await reader.read(url, options);
  const facts = { id, format: 'markdown', uri: id, source: url.origin } as const;
  const named = title === undefined ? facts : { ...facts, metadata: { title } };
  return await parseDocument(markdown, named, options, pageImages(url, options.images === 'all'));
}

function limitsOf(options: WebOptions): RequestLimits {
  const { maxRedirects = 5 } = options;
  return {
    maxBytes: options.maxPageBytes ?? 20_000_000,
    timeoutMs: parseInput(durationMs.default(30_000), options.timeoutMs, 'webPages.timeoutMs'),
    maxRedirects,
    userAgent: options.userAgent ?? 'nestvec',
    http: createGuardedHttp({
      maxRedirects,
      allowPrivateAddresses: options.allowPrivateAddresses ?? false,
      proxy: options.proxy,
      network: options.network,
    }),
  };
}

function checkStatus<Answer extends WebAnswer | { readonly elsewhere: URL }>(
  answer: Answer,
): Answer {
  if ('elsewhere' in answer || (answer.status >= 200 && answer.status < 300)) return answer;
  const { url, status, retryAfter } = answer;
  const wait = parseRetryAfter(retryAfter);
  throw webError(url, `was answered with ${status}`, {
    retryable: status === 408 || status === 429 || status >= 500,
    status,
    reason: 'status',
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function fetchError(url: URL | null, error: unknown): unknown {
  if (isNestvecError(error) || url === null) return error;
  const problem = `can't be fetched (${messageOf(error)})`;
  return webError(url, problem, { retryable: true, reason: 'connection' }, error);
}

/** What is not an address stands for itself in its failure. */
function describeAddress(written: unknown): string {
  return typeof written === 'string' ? written : describeValue(written);
}

function withoutFragment(url: URL): string {
  const whole = new URL(url);
  whole.hash = '';
  return whole.href;
}
