import { refuse } from '../problem/refusal.ts';

/** Names by which this machine reaches itself. */
export const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Where a server may be reached, and by whose pages. */
export interface OriginRules {
  /** Names, with a port or for any port. */
  readonly hosts: readonly string[];
  /** Origins besides the server's own, such as `https://shop.example`. */
  readonly origins: readonly string[];
}

/**
 * Refuses a Host that is not the server's, as a page sends it that made its own name point to this machine (DNS rebinding), and an
 * Origin that is neither the server's nor listed. A client that is not a browser sends no Origin.
 */
export function checkOrigin({ url, headers }: Request, { hosts, origins }: OriginRules): void {
  const host = (headers.get('host') ?? hostOf(url)).toLowerCase();
  if (!hosts.some((one) => one === host || one === withoutPort(host)))
    throw refuse(421, 'unknown_host', 'this server does not answer by that name; see its hosts');
  const origin = headers.get('origin')?.toLowerCase();
  if (origin === undefined || origins.includes(origin)) return;
  if (/^https?:\/\//.test(origin) && origin.replace(/^https?:\/\//, '') === host) return;
  throw refuse(403, 'unknown_origin', 'this server takes no requests from pages of that origin');
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
