import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slug } from '../docs/site/slug.ts';
import { npmLinks } from '../scripts/release/npm-links.ts';
import { pagesWithCode } from './support/code-blocks.ts';
import { root } from './support/workspace.ts';

const files = [...pagesWithCode(), 'tests/newcomers.md'];

/** Headings within code, as a fence that is closed too late makes them, and the line of a fence that is never closed. */
function headingsInCode(markdown: string): string[] {
  let fence: string | undefined;
  let opened = '';
  const found: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) [fence, opened] = [mark, line];
    else if (fence !== undefined && isClosing(line, fence)) fence = undefined;
    else if (fence !== undefined && /^#{2,6} /.test(line)) found.push(line);
  }
  return fence === undefined ? found : [...found, opened];
}

function isClosing(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === (fence[0] ?? '').repeat(text.length);
}

describe.each(files)('%s', (file) => {
  it('closes each block of code before the next heading', () => {
    expect(headingsInCode(readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });

  it('links to files that are there', () => {
    expect(() => npmLinks(readFileSync(join(root, file), 'utf8'), { file })).not.toThrow();
  });

  it('links to headings that are there', () => {
    const gone = headingLinks(readFileSync(join(root, file), 'utf8')).filter(
      ({ path, heading }) => {
        const at = path === '' ? file : posix.join(posix.dirname(file), path);
        const page = at.endsWith('.md') ? at : `${at}/README.md`;
        return !headingsOf(readFileSync(join(root, page), 'utf8')).has(heading);
      },
    );
    expect(gone).toEqual([]);
  });
});

/** Links to a heading of a page here. */
function headingLinks(markdown: string): { path: string; heading: string }[] {
  return Array.from(
    markdown.matchAll(/\]\((?<path>[\w./-]*)#(?<heading>[^()\s]+)\)/g),
    ([, path = '', heading = '']) => ({ path, heading }),
  );
}

/** As browsers of code name the headings of a page, and `readme`, which they call the page below a list of files. */
function headingsOf(markdown: string): Set<string> {
  const titles = Array.from(markdown.matchAll(/^#{1,6} (.+)$/gm), ([, title = '']) => slug(title));
  return new Set([...titles, 'readme']);
}

describe('a block of code', () => {
  it('with a longer fence is closed by one as long only', () => {
    expect(headingsInCode('````console\n```\n## Stopped\n````\n')).toEqual(['## Stopped']);
  });

  it('that is never closed is found', () => {
    expect(headingsInCode('```sh\nls\n')).toEqual(['```sh']);
  });
});
