import { type DownloadProblem, messageOf, NestvecError, type RemoteFailure } from '../errors.ts';

/** A `download` error; `url` is cut down to what may be shown. */
export function downloadError(
  reason: DownloadProblem,
  message: string,
  url: string,
  failure: RemoteFailure,
  cause?: unknown,
): NestvecError<'download'> {
  return new NestvecError(
    'download',
    message,
    { ...failure, url: plainUrl(url), reason },
    { cause },
  );
}

/** An address without query and credentials: a CDN's signature, a password. */
export function plainUrl(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? '' : parsed.origin + parsed.pathname;
}

/** The error of a connection that failed or was cut. */
export function connectionError(url: string, cause: unknown): NestvecError<'download'> {
  const { code, text } = rootOf(cause);
  const untrusted = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS)/.test(code);
  const advice = untrusted
    ? '; if a company network rewrites TLS, name its certificate in NODE_EXTRA_CA_CERTS'
    : '';
  return downloadError(
    'connection',
    `the connection to ${plainUrl(url)} failed: ${text}${advice}`,
    url,
    { retryable: !untrusted },
    cause,
  );
}

/** `fetch` wraps what happened; the innermost error says it, such as ECONNRESET. */
function rootOf(error: unknown): { readonly code: string; readonly text: string } {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const code =
    inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  const text = messageOf(inner);
  return { code, text: code === '' || text.includes(code) ? text : `${text} (${code})` };
}
