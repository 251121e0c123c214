import type { NestvecError } from '@nestvec/core';
import type { GuardedAnswer, GuardedHttp, HttpRefusal } from '@nestvec/core/kit';
import { webError } from './web-error.ts';

/** What one request may do. */
export interface RequestLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  readonly userAgent: string;
  readonly http: GuardedHttp;
}

/** An answer with its whole body. */
export interface WebAnswer {
  /** Where it came from in the end. */
  readonly url: URL;
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/**
 * Gets an address, within limits of size and time. Redirects within a host are followed; one to another host is given back
 * as it is, since that host has rules of its own. An address that is not on the public internet is refused at every hop.
 */
export async function request(
  first: URL,
  { http, maxBytes, timeoutMs, userAgent }: RequestLimits,
  signal: AbortSignal | undefined,
): Promise<WebAnswer | { readonly elsewhere: URL }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const headers = {
    accept: 'text/html, text/markdown, text/plain, application/pdf, */*;q=0.1',
    'accept-encoding': 'identity',
    'user-agent': userAgent,
  };
  const fail = (kind: HttpRefusal, problem: string): Error => refusal(first, kind, problem);
  try {
    const answer = await http.get(first, { headers, signal: either, fail, stayOnHost: true });
    try {
      const { elsewhere } = answer;
      return elsewhere === undefined ? await whole(answer, maxBytes) : { elsewhere };
    } finally {
      answer.close();
    }
  } catch (error) {
    if (timeout.aborted && signal?.aborted !== true) {
      const problem = `was not answered within ${timeoutMs} ms`;
      throw webError(first, problem, { retryable: true }, error);
    }
    throw error;
  }
}

function refusal(url: URL, kind: HttpRefusal, problem: string): NestvecError<'download'> {
  if (kind !== 'address') return webError(url, problem, { retryable: false });
  const advice = 'set allowPrivateAddresses if that is meant';
  return webError(url, `${problem}; ${advice}`, { retryable: false, reason: 'access' });
}

async function whole(answer: GuardedAnswer, maxBytes: number): Promise<WebAnswer> {
  const { url, status, headers, body } = answer;
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLong(url, maxBytes);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > maxBytes) throw tooLong(url, maxBytes);
    pieces.push(piece);
  }
  return {
    url,
    status,
    contentType: headers['content-type'] ?? '',
    retryAfter: headers['retry-after'],
    body: Buffer.concat(pieces),
  };
}

function tooLong(url: URL, maxBytes: number): Error {
  return webError(url, `has more than the ${maxBytes} bytes that are allowed (maxPageBytes)`, {
    retryable: false,
  });
}
