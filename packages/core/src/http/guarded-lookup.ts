import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './address.ts';

/** How names become addresses and which of those are let through; tests pass in another. */
export interface Network {
  readonly resolve: typeof lookup;
  readonly isPublic: (address: string) => boolean;
}

/** The resolver of the operating system, and the internet. */
export const internet: Network = { resolve: lookup, isPublic: isPublicAddress };

/**
 * A lookup for `http.request` that fails with what `refuse` gives where a name has any address that is not public. The
 * connection is made to exactly the addresses that were checked, so a name can't change its mind in between.
 */
export function guardedLookup(
  { resolve, isPublic }: Network,
  refuse: (hostname: string, address: string) => Error,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const refused = addresses.find(({ address }) => !isPublic(address));
      const [first] = addresses;
      if (refused !== undefined || first === undefined) {
        callback(refuse(hostname, refused?.address ?? 'no address'), '');
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
