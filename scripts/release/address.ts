/**
 * Where the sources are, as a browser opens them, without a slash at the end. Empty until the owner gives it: nothing is invented, and
 * nothing is published before. `node scripts/address.ts` writes it into the manifests of the packages.
 */
export const address = '';

/** `repository`, `homepage` and `bugs` of a package's manifest. */
export interface AddressFields {
  readonly repository?: { readonly type: 'git'; readonly url: string; readonly directory: string };
  readonly homepage?: string;
  readonly bugs?: string;
}

/** What a package in `packages/<short>` says about where it comes from; nothing while there is no address. */
export function addressFields(short: string, from: string = address): AddressFields {
  if (from === '') return {};
  const directory = `packages/${short}`;
  return {
    repository: { type: 'git', url: `git+${from}.git`, directory },
    homepage: `${from}/tree/main/${directory}#readme`,
    bugs: `${from}/issues`,
  };
}
