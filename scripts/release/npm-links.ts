import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../../tests/support/workspace.ts';
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
  return outsideOfCode(markdown, (text) =>
    text
      .replaceAll(
        /`[^`\n]*`|(?<image>!?)\[(?<words>(?:[^[\]]|\[[^\]]*\])*)\]\((?<target>[^()\s]+)\)/g,
        (link, image: string = '', words: string = '', target: string = '#') => {
          if (!isRelative(target)) return link;
          const url = urlOf(target, { file, from, image: image === '!' });
          if (url !== undefined) return `${image}[${words}](${url})`;
          return image === '' ? words : '';
        },
      )
      .replaceAll(/<img\b[^>]*\bsrc="(?<target>[^"]+)"[^>]*>/g, (tag, target: string) => {
        if (!isRelative(target)) return tag;
        const url = urlOf(target, { file, from, image: true });
        return url === undefined ? '' : tag.replace(`"${target}"`, `"${url}"`);
      }),
  );
}

function isRelative(target: string): boolean {
  return !/^(?:[a-z][a-z+.-]*:|#|\/\/)/i.test(target);
}

function urlOf(
  target: string,
  { file, from, image }: Required<Page> & { readonly image: boolean },
): string | undefined {
  const [path = '', ...rest] = target.split('#');
  const hash = rest.length === 0 ? '' : `#${rest.join('#')}`;
  const at = posix.join(posix.dirname(file), path).replace(/\/$/, '');
  if (at.startsWith('..') || !existsSync(join(root, at)))
    throw new Error(`${file} links to ${target}, which is not there`);
  const [, short] = /^packages\/([^/]+)(?:\/README\.md)?$/.exec(at) ?? [];
  if (short !== undefined) return `https://www.npmjs.com/package/@nestvec/${short}${hash}`;
  if (from === '') return undefined;
  if (image) return `${from}/raw/main/${at}`;
  return `${from}/${statSync(join(root, at)).isDirectory() ? 'tree' : 'blob'}/main/${at}${hash}`;
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
