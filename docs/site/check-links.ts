import { slug } from './slug.ts';

/**
 * Links of pages of Markdown to pages that are not among them, or to headings that those do not have: `page → link`. For links as the site
 * has them, from its root or within a page.
 *
 * @param pages text of each page by its path without `.md`: `reference/errors`.
 * @param others paths that exist besides, whose headings are not known.
 */
export function deadPageLinks(
  pages: ReadonlyMap<string, string>,
  others: (path: string) => boolean,
): readonly string[] {
  const anchors = new Map([...pages].map(([page, text]) => [page, anchorsOf(text)]));
  return [...pages].flatMap(([page, text]) =>
    linksOf(text)
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? page : path.slice(1).replace(/(?<=^|\/)$/, 'index');
        const known = anchors.get(target);
        if (known === undefined) return !others(path);
        return anchor !== undefined && !known.has(decodeURIComponent(anchor));
      })
      .map((link) => `${page} → ${link}`),
  );
}

function linksOf(text: string): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\((?<link>[/#][^()\s]*)\)/g)].map(
    ({ groups }) => groups?.['link'] ?? '',
  );
}

/** A heading that comes again gets a number, as the site gives it. */
function anchorsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, title = ''] of withoutBlocks(text).matchAll(/^#{1,6} +(.+)$/gm)) {
    const anchor = slug(title.replaceAll(/\]\([^)]*\)/g, ']'));
    let unused = anchor;
    for (let n = 1; found.has(unused); n += 1) unused = `${anchor}-${n}`;
    found.add(unused);
  }
  return found;
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *(`{3,}|~{3,})[^\n]*\n[^]*?^ *\1[`~]*[ \t]*$/gm, '');
}

function withoutCode(text: string): string {
  return withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '``');
}
