import { invalid } from '@nestvec/core/store';

/** Where a server is. */
export interface Address {
  /** Such as `https://host:443/prefix`, without a slash at the end. */
  readonly base: string;
  readonly host: string;
  /** `host:port` of the URL; the port is the protocol's own unless it is named. */
  readonly authority: string;
  readonly secure: boolean;
}

/**
 * Reads a URL as it stands: `https://host` is port 443. The official client would take 6333 for it, and drop the path.
 * Throws `invalid-input` naming the option.
 */
export function parseAddress(url: string, path: string): Address {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw invalid(path, 'must be an http or https URL, such as http://localhost:6333');
  if (parsed.username !== '' || parsed.password !== '')
    throw invalid(path, 'holds a name or password; Qdrant takes a key, given as apiKey');
  if (parsed.search !== '' || parsed.hash !== '')
    throw invalid(path, 'has a query or a fragment, which Qdrant has no use for');
  const secure = parsed.protocol === 'https:';
  const port = parsed.port === '' ? (secure ? '443' : '80') : parsed.port;
  const authority = `${parsed.hostname}:${port}`;
  return {
    base: `${parsed.protocol}//${authority}${parsed.pathname.replace(/\/+$/, '')}`,
    host: parsed.hostname,
    authority,
    secure,
  };
}
