import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mendAnchors } from '../../docs/reference/api-anchors.ts';
import { assemble } from '../../docs/site/assemble.ts';
import { deadPageLinks } from '../../docs/site/check-links.ts';
import { include, sectionOf } from '../../docs/site/include.ts';
import { plain, table } from '../../docs/site/markdown.ts';
import { explanations, howTos } from '../../docs/site/navigation.ts';
import { writtenPages } from '../../docs/site/places.ts';
import { rewriteLinks } from '../../docs/site/rewrite-links.ts';
import { slug } from '../../docs/site/slug.ts';
import { root } from '../support/workspace.ts';

const pages = new Map([
  ['README.md', 'overview'],
  ['docs/how-to/rag.md', 'how-to/rag'],
  ['packages/core/README.md', 'reference/packages/core'],
]);
const published: string[] = [];
const targets = {
  pages,
  address: '',
  publish: (file: string) => {
    published.push(file);
    return `/files/${file}`;
  },
};
const rewrite = (text: string, address = '') =>
  rewriteLinks(text, 'docs/how-to/rag.md', { ...targets, address });

describe('pages of the documentation', () => {
  const written = [...writtenPages().keys()];

  it('stand in the navigation, each once', () => {
    const listed = [
      ...Object.values(howTos)
        .flat()
        .map((page) => `docs/how-to/${page}.md`),
      ...explanations.map((page) => `docs/explanation/${page}.md`),
    ];
    expect(listed.toSorted()).toEqual(
      written.filter((file) => /^docs\/(?:how-to|explanation)\//.test(file)),
    );
  });

  it.each(written.filter((file) => file !== 'docs/index.md'))('%s has one title', (file) => {
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/^ *```[^]*?^ *```$/gm, '');
    expect(text.match(/^# .+$/gm)).toHaveLength(1);
  });
});

describe('the pages together', () => {
  it('lead to pages and headings that are there', async ({ onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), 'nestvec-pages-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const pages = await assemble(folder);
    expect(pages.size).toBeGreaterThan(80);
    const isFile = (path: string) => existsSync(join(folder, 'public', path));
    const isApi = (path: string) => path.startsWith('/reference/api/');
    expect(deadPageLinks(pages, (path) => isFile(path) || isApi(path))).toEqual([]);
  });

  it('that lead nowhere are found', () => {
    const pages = new Map([
      ['a', '# A\n\n[b](/b#there) [c](/c) [d](#a-1) `[e](/e)`\n\n## A\n'],
      ['b', '# B\n\n```md\n## there\n```\n'],
      ['x/index', '[x](/x/)'],
    ]);
    expect(deadPageLinks(pages, () => false)).toEqual(['a → /b#there', 'a → /c']);
  });
});

describe('a link', () => {
  it('to a page of the repository leads to its page of the site', () => {
    expect(rewrite('[a](../../packages/core/README.md#words) [b](../../packages/core)')).toBe(
      '[a](/reference/packages/core#words) [b](/reference/packages/core)',
    );
  });

  it('to an image or a text takes the file along', () => {
    expect(rewrite('![x](../../packages/web/page/icon.svg)')).toBe(
      '![x](/files/packages/web/page/icon.svg)',
    );
    expect(published).toContain('packages/web/page/icon.svg');
  });

  it('to a source becomes its text while these have no address', () => {
    expect(rewrite('[the sources](../../packages/core/src)')).toBe('the sources');
    expect(rewrite('[the sources](../../packages/core/src)', 'https://git.example/n')).toBe(
      '[the sources](https://git.example/n/tree/main/packages/core/src)',
    );
  });

  it('elsewhere, to a place on the page, and in code stays as it is', () => {
    const text =
      '[a](https://x.example) [b](#there) [s](/reference/errors) `[c](./gone.md)`\n```md\n[d](./gone.md)\n```\n';
    expect(rewrite(text)).toBe(text);
  });

  it('to what does not exist stops the build', () => {
    expect(() => rewrite('[a](./gone.md)')).toThrow(
      'docs/how-to/rag.md links to ./gone.md, which is not there',
    );
    expect(() => rewrite('[a](../../../../etc/passwd)')).toThrow('which is not there');
  });
});

it('the API is linked by what links say, where a type and a function differ in case alone', () => {
  const pages = new Map([
    ['a', '### StorageRule\n\n[`StorageRule`](#storagerule-3)\n\n### storageRule()\n'],
    ['b', '[`storageRule`](a.md#storagerule) [`StorageRule`](a.md#storagerule-3) [`x`](a.md#y)\n'],
  ]);
  expect(mendAnchors(pages)).toEqual(
    new Map([
      ['a', '### StorageRule\n\n[`StorageRule`](#storagerule)\n\n### storageRule()\n'],
      [
        'b',
        '[`storageRule`](a.md#storagerule-1) [`StorageRule`](a.md#storagerule) [`x`](a.md#y)\n',
      ],
    ]),
  );
});

describe('what a page includes', () => {
  const page = '# T\n\n## A b\n\nfirst\n\n### C\n\n```md\n## not this\n```\n\n## D\n\nlast\n';

  it('is what stands under a heading, without the next one of its level', () => {
    expect(sectionOf(page, 'a-b', 'x.md')).toBe('first\n\n### C\n\n```md\n## not this\n```');
    expect(sectionOf(page, 'd', 'x.md')).toBe('last');
  });

  it('stops the build where there is no such heading', () => {
    expect(() => sectionOf(page, 'e', 'x.md')).toThrow('x.md has no heading #e');
  });

  it('has the links of where it is from', () => {
    const from: string[] = [];
    const text = 'before\n<!-- include: ../../packages/web/README.md#the-page -->\nafter\n';
    const result = include(text, 'docs/how-to/x.md', (part, file) => {
      from.push(file);
      return part;
    });
    expect(from).toEqual(['docs/how-to/x.md', 'packages/web/README.md', 'docs/how-to/x.md']);
    expect(result).toMatch(/^before\n[^]+nestvec serve[^]+\nafter\n$/);
  });
});

describe('text of programs', () => {
  it('has nothing that is read as markup', () => {
    expect(plain('a <b> {{ c }} *d*')).not.toMatch(/[<>{}*]/);
    expect(table(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |');
  });

  it('has the anchors of GitHub', () => {
    expect(slug('Next.js 15 and 16')).toBe('nextjs-15-and-16');
    expect(slug('What it can’t do, exactly')).toBe('what-it-cant-do-exactly');
  });
});
