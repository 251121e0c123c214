import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** A page of the built site: what it can be reached at, and where it leads. */
export type SitePage = {
  /** `/how-to/rag`. */
  path: string;
  ids: ReadonlySet<string>;
  /** Addresses of its links. */
  links: string[];
  /** Addresses that a browser asks for when it shows the page: scripts, styles, images, fonts, frames. */
  loads: string[];
};

/** Every page of a folder of built files. */
export function readSite(folder: string): SitePage[] {
  return globSync('**/*.html', { cwd: folder })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => readPage(file, readFileSync(join(folder, file), 'utf8')));
}

/** A page by its markup. */
export function readPage(file: string, html: string): SitePage {
  const ids = new Set<string>();
  const links: string[] = [];
  const loads: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node) {
      const attribute = (name: string) => node.attrs.find((each) => each.name === name)?.value;
      const id = attribute('id');
      if (id !== undefined) ids.add(id);
      const href = attribute('href');
      if (href !== undefined) (node.tagName === 'link' ? loads : links).push(href);
      const src = attribute('src');
      if (src !== undefined) loads.push(src);
    }
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(html));
  return { path: `/${file.replace(/(?:(?<=^|\/)index)?\.html$/, '')}`, ids, links, loads };
}

/** Links within a site that lead to no page, or to no place on it; each with the page that it stands on. */
export function deadLinks(pages: readonly SitePage[], isFile: (path: string) => boolean): string[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return pages.flatMap((page) =>
    page.links
      .filter((link) => !/^[a-z][a-z\d+.-]*:/i.test(link))
      .filter((link) => {
        const { pathname, hash } = new URL(link, `http://site${page.path}`);
        const target = byPath.get(decodeURI(pathname).replace(/\.html$/, ''));
        if (target === undefined) return !isFile(decodeURI(pathname));
        return hash !== '' && !target.ids.has(decodeURIComponent(hash.slice(1)));
      })
      .map((link) => `${page.path} → ${link}`),
  );
}
