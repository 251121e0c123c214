import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tests/support/workspace.ts';
import { type RelativeLink, relativeLinks } from '../relative-links.ts';
import { address } from './address.ts';

/** Where a page stands. */
export interface Page {
  /** From the root of the repository: `packages/core/README.md`. */
  readonly file: string;
  /** Of the sources. Default: that of `address.ts`. */
  readonly from?: string;
}

/**
 * A page of a package as it works on npm, where no file lies beside it: a link to another package leads to that one's page there, and a
 * link to any other file of this repository to the sources. While there is no address of the sources, only the words of such a link are
 * left, and nothing of an image. Throws where a link leads to a file that is not there. Code stays as it is.
 */
export function npmLinks(markdown: string, { file, from = address }: Page): string {
  return relativeLinks(markdown, file, (link) => {
    const [, short] = /^packages\/([^/]+)(?:\/README\.md)?$/.exec(link.at) ?? [];
    if (short !== undefined) return `https://www.npmjs.com/package/@nestvec/${short}${link.hash}`;
    return sourceUrl(link, from);
  });
}

/** Where a file is among the sources; `undefined` while these have no address. */
export function sourceUrl(
  { at, hash, image }: RelativeLink,
  from: string = address,
): string | undefined {
  if (from === '') return undefined;
  if (image) return `${from}/raw/main/${at}`;
  return `${from}/${statSync(join(root, at)).isDirectory() ? 'tree' : 'blob'}/main/${at}${hash}`;
}
