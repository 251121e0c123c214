import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { sourceUrl } from '../../scripts/release/npm-links.ts';
import { relativeLinks } from '../../scripts/relative-links.ts';
import { root } from './places.ts';

/** What links are made to. */
export interface LinkTargets {
  /** Files of the repository that are pages, and where those are, without `.md`. */
  readonly pages: ReadonlyMap<string, string>;
  /** Where the sources are, as a browser opens them; empty while the owner has not given it. */
  readonly address: string;
  /** Takes a file that a page shows or offers, and gives its path on the site. */
  readonly publish: (file: string) => string;
}

/**
 * A page of the repository with its links as the site needs them: to pages of the site, to images and texts that are published with it,
 * else to the sources, or, while these have no address, to nothing. Throws for a link to what does not exist.
 *
 * @param file the page, from the repository's root.
 */
export function rewriteLinks(markdown: string, file: string, targets: LinkTargets): string {
  return relativeLinks(markdown, file, (link) => {
    const page = targets.pages.get(readmeOf(link.at));
    if (page !== undefined)
      return `/${page.replace(/(?<=^|\/)index$/, '')}${link.hash === '#readme' ? '' : link.hash}`;
    if (/\.(?:webp|png|svg|txt|json)$/.test(link.at)) return targets.publish(link.at);
    return sourceUrl(link, targets.address);
  });
}

/** A folder stands for its README. */
function readmeOf(at: string): string {
  const readme = posix.join(at, 'README.md');
  return statSync(join(root, at)).isDirectory() && existsSync(join(root, readme)) ? readme : at;
}
