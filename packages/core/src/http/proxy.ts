import { invalid } from '../errors.ts';

/** Proxies by the scheme of the address that is fetched. */
export interface ProxySettings {
  /** For `https:` addresses; without it `http` serves these too. Such as `http://user:password@proxy:3128`. */
  readonly https?: string | undefined;
  /** For `http:` addresses. */
  readonly http?: string | undefined;
  /** Hosts fetched directly, as `NO_PROXY` lists them: `localhost,.example.org,10.0.0.1:8080`. */
  readonly except?: string | undefined;
}

/** Checks the addresses of proxies. The message leaves them out: they may hold a password. */
export function checkProxy(proxy: ProxySettings): void {
  for (const scheme of ['https', 'http'] as const) {
    const address = proxy[scheme];
    if (!address) continue;
    const protocol = URL.parse(address)?.protocol;
    if (protocol === 'http:' || protocol === 'https:') continue;
    throw invalid(`proxy.${scheme}`, 'must be an http: or https: address');
  }
}
