import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../tests/support/workspace.ts';

/** A link of a page to something in the repository. */
export interface RelativeLink {
  /** What it leads to, from the repository's root. */
  readonly at: string;
  /** The place there, with `#`; empty for the whole. */
  readonly hash: string;
  /** Whether it is an image that the page shows. */
  readonly image: boolean;
}

/**
 * A page of Markdown with other addresses in place of its links to files of the repository. Where there is none, only the words of a link
 * are left, and nothing of an image. Throws where a link leads to a file that is not there, or has another form than `[words](file)`. Code,
 * and links to headings, to the root of a site and to other hosts stay as they are.
 *
 * @param file the page, from the repository's root: `packages/core/README.md`.
 */
export function relativeLinks(
  markdown: string,
  file: string,
  urlOf: (link: RelativeLink) => string | undefined,
): string {
  const urlOfTarget = (target: string, image: boolean): string | undefined =>
    urlOf({ ...resolved(target, file), image });
  return outsideOfCode(markdown, (text) => {
    checkForms(text, file);
    return text
      .replaceAll(
        /`[^`\n]*`|(?<image>!?)\[(?<words>(?:[^[\]]|\[[^\]]*\])*)\]\((?<target>[^()\s]+)(?:\s+"[^"]*")?\)/g,
        (link, image: string = '', words: string = '', target: string = '#') => {
          if (!isRelative(target)) return link;
          const url = urlOfTarget(target, image === '!');
          if (url !== undefined) return `${image}[${words}](${url})`;
          return image === '' ? words : '';
        },
      )
      .replaceAll(/<img\b[^>]*\bsrc="(?<target>[^"]+)"[^>]*>/g, (tag, target: string) => {
        if (!isRelative(target)) return tag;
        const url = urlOfTarget(target, true);
        return url === undefined ? '' : tag.replace(`"${target}"`, `"${url}"`);
      });
  });
}

/** Throws for a link to a file in a form that is not changed. */
function checkForms(text: string, file: string): void {
  const forms = /^ {0,3}\[[^\]]+\]: *(?<defined>\S+)|<a\b[^>]*\bhref="(?<href>[^"]+)"/gm;
  for (const { groups = {} } of text.matchAll(forms)) {
    const target = groups['defined'] ?? groups['href'] ?? '#';
    if (isRelative(target))
      throw new Error(`${file} links to ${target}; write that link as [words](${target})`);
  }
}

function isRelative(target: string): boolean {
  return !/^(?:[a-z][a-z+.-]*:|#|\/)/i.test(target);
}

function resolved(target: string, file: string): Omit<RelativeLink, 'image'> {
  const [path = '', ...rest] = target.split('#');
  const hash = rest.length === 0 ? '' : `#${rest.join('#')}`;
  const at = posix.join(posix.dirname(file), path).replace(/\/$/, '');
  if (at.startsWith('..') || !existsSync(join(root, at)))
    throw new Error(`${file} links to ${target}, which is not there`);
  return { at, hash };
}

/** Changes what is neither a block of code nor code within a line. */
function outsideOfCode(markdown: string, change: (text: string) => string): string {
  const parts = markdown.split(/(^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\2[`~]*[ \t]*$)/m);
  return parts
    .map((part, index) => {
      if (index % 3 === 1) return part;
      return index % 3 === 2 ? '' : change(part);
    })
    .join('');
}
