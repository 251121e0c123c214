import { z } from 'zod';

/** Where a server is. */
export interface ServerAddress {
  /** Such as `https://host:443/prefix`, without a slash at the end. */
  readonly base: string;
  readonly host: string;
  /** `host:port` of the URL; the port is the protocol's own unless it is named. */
  readonly authority: string;
  readonly secure: boolean;
}

/**
 * Schema of a server's URL, read as it stands: `https://host` is port 443. The message never holds the value, in which a
 * password may stand. `example` is shown where the value is not a URL.
 */
export function serverAddress(example: string): z.ZodType<ServerAddress, string> {
  return z.string('must be a string').transform((text, context) => {
    const url = URL.parse(text);
    const problem = problemOf(url, example);
    if (url !== null && problem === undefined) return toAddress(url);
    context.addIssue(problem ?? '');
    return z.NEVER;
  });
}

function problemOf(url: URL | null, example: string): string | undefined {
  if (url === null || !/^https?:$/.test(url.protocol))
    return `must be an http or https URL, such as ${example}`;
  if (url.username !== '' || url.password !== '')
    return 'holds a user name or a password; leave them out and pass the key as apiKey';
  if (url.search !== '' || url.hash !== '') return 'has a query or a fragment; leave it out';
  return undefined;
}

function toAddress({ protocol, hostname: host, port, pathname }: URL): ServerAddress {
  const secure = protocol === 'https:';
  const authority = `${host}:${port === '' ? (secure ? '443' : '80') : port}`;
  return {
    base: `${protocol}//${authority}${pathname.replace(/\/+$/, '')}`,
    host,
    authority,
    secure,
  };
}
