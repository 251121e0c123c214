import type { z } from 'zod';
import { httpUrl } from './http-url.ts';

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
  return httpUrl(example)
    .refine(
      ({ search, hash }) => search === '' && hash === '',
      'has a query or a fragment; leave it out',
    )
    .transform(toAddress);
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
