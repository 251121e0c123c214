import { isNestvecError, messageOf, NestvecError } from '../errors.ts';
import { parseRetryAfter } from '../async/retry-after.ts';
import { retry, type RetryOptions } from '../async/retry.ts';
import { createGuardedHttp, type GuardedAnswer, type HttpRefusal } from '../http/guarded-http.ts';
import type { Network } from '../http/guarded-lookup.ts';
import { describeImage } from './describe.ts';
import { imageError } from './image-error.ts';
import type { ImageLimits } from './limits.ts';
import { readStream } from './read-stream.ts';
import { tooManyBytes } from './too-many-bytes.ts';

/** Fetches images over HTTP. */
export interface HttpReader {
  read(url: URL, signal: AbortSignal): Promise<Uint8Array>;
  /** Closes idle connections. */
  close(): void;
}

/** Passed in by tests. */
interface HttpTools {
  readonly network?: Network | undefined;
  readonly sleep?: RetryOptions['sleep'];
}

const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'nestvec' };
const retries = 3;

/** A reader that tries again what a server is too busy for, within the time that its caller gives it. */
export function createHttpReader(limits: ImageLimits, tools: HttpTools = {}): HttpReader {
  const { maxBytes, timeoutMs } = limits;
  const http = createGuardedHttp({ ...limits, network: tools.network });

  async function readOnce(url: URL, source: string, signal: AbortSignal): Promise<Uint8Array> {
    const fail = (kind: HttpRefusal, problem: string): Error => refusal(source, kind, problem);
    const answer = await http.get(url, { headers, signal, fail });
    try {
      checkAnswer(answer, source, maxBytes);
      return await readStream(answer.body, source, maxBytes, signal);
    } finally {
      answer.close();
    }
  }

  return {
    async read(url, signal) {
      const source = describeImage(url);
      const operation = `fetching ${source}`;
      const options = { operation, retries, maxMs: timeoutMs, signal, sleep: tools.sleep };
      try {
        return await retry(async () => await readOnce(url, source, signal), options);
      } catch (error) {
        if (isNestvecError(error, 'download'))
          throw imageError(source, 'http', error.message, error);
        if (isNestvecError(error)) throw error;
        throw imageError(source, 'http', `can't be fetched (${messageOf(error)})`, error);
      }
    },
    close() {
      http.close();
    },
  };
}

function refusal(source: string, kind: HttpRefusal, problem: string): Error {
  if (kind === 'scheme') return imageError(source, 'refused-address', problem);
  if (kind !== 'address') return imageError(source, 'http', problem);
  const advice = 'set imageLimits.allowPrivateAddresses to allow it';
  return imageError(source, 'refused-address', `${problem}; ${advice}`);
}

function checkAnswer({ status, headers }: GuardedAnswer, source: string, maxBytes: number): void {
  const problem = `was answered with status ${status}`;
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(headers['retry-after']);
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    const details = { url: source, reason: 'status', status, retryable: true, ...wait } as const;
    throw new NestvecError('download', problem, details);
  }
  if (status < 200 || status > 299) throw imageError(source, 'http', problem);
  const length = Number(headers['content-length'] ?? 0);
  if (length > maxBytes) throw tooManyBytes(source, length, maxBytes);
  if (/^text\/html/i.test(headers['content-type'] ?? '')) {
    const found = 'is a web page, not an image; give the URL of the image itself';
    throw imageError(source, 'not-an-image', found);
  }
}
