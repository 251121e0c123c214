import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { Coverage } from '../../docs/reference/coverage.ts';
import { later } from '../../docs/reference/since.ts';
import { deadLinks, readPage, readSite, type SitePage } from '../support/built-site.ts';
import { chromiumPath, launchChromium, noChromium } from '../support/browser.ts';
import { serveFolder } from '../support/static-server.ts';
import { visitPage } from '../support/visit-page.ts';
import { root } from '../support/workspace.ts';

const folder = join(root, 'docs/dist');

describe('the built site', { timeout: 60_000 }, () => {
  let pages: SitePage[];
  let coverage: Coverage;
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ['docs/build.ts'], {
      cwd: root,
      maxBuffer: 2 ** 26,
    });
    pages = readSite(folder);
    coverage = JSON.parse(readFileSync(join(root, 'docs/.site/coverage.json'), 'utf8')) as Coverage; // written by the build a moment ago
  }, 300_000);

  it('has its pages, and no link that leads nowhere, places on pages included', () => {
    const isFile = (path: string) =>
      existsSync(join(folder, path)) && statSync(join(folder, path)).isFile();
    console.log(
      `${pages.length} pages, ${pages.flatMap(({ links }) => links).length} links checked`,
    );
    expect(pages.length).toBeGreaterThan(100);
    expect(deadLinks(pages, isFile)).toEqual([]);
  });

  it('asks no one else: neither pages, nor styles, nor what a script loads by itself', () => {
    const elsewhere = pages.flatMap(({ path, loads }) =>
      loads.filter((load) => /^(?:[a-z]+:)?\/\//i.test(load)).map((load) => `${path}: ${load}`),
    );
    expect(elsewhere).toEqual([]);
    const styles = globSync('**/*.css', { cwd: folder }).flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(
        /(?:url\(|@import)\s*["']?(?:https?:)?\/\/[^)"']+/g,
      ),
    ]);
    expect(styles.map(([text]) => text)).toEqual([]);
  });

  it('has all of the reference', () => {
    const paths = new Set(pages.map(({ path }) => path));
    for (const path of ['errors', 'filters', 'capabilities', 'limits', 'environment', 'cli/ingest'])
      expect(paths).toContain(`/reference/${path}`);
    const errors = readFileSync(join(folder, 'reference/errors.html'), 'utf8');
    expect(errors).toContain('invalid-input');
    expect(errors).toContain('not-a-hub');
  });

  it('says of every export what it is, and of most parts what counts', () => {
    const { names: _, ...counted } = coverage;
    const shares = Object.entries(counted).map(([of, covered]) => [
      of,
      `${covered.of - covered.lacking.length} of ${covered.of}`,
    ]);
    console.log(JSON.stringify(Object.fromEntries(shares)));
    expect(coverage.summaries.of).toBeGreaterThan(600);
    expect(coverage.summaries.lacking).toEqual([]);
    expect(coverage.units.lacking).toEqual([]);
    expect(coverage.defaults.lacking).toEqual([]);
  });

  it('is searched without asking anyone else', async (context: TestContext) => {
    const executable = chromiumPath();
    if (executable === undefined) context.skip(noChromium);
    const browser = await launchChromium(executable);
    context.onTestFinished(async () => await browser.close());
    const site = await serveFolder(folder);
    context.onTestFinished(site.close);
    const page = await visitPage(browser, site.url);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('#localsearch-input').fill('unconfirmedIds');
    const found = page.locator('.VPLocalSearchBox .results a');
    await expect.poll(async () => await found.count(), { timeout: 20_000 }).toBeGreaterThan(1);
    await found.first().click();
    await page.waitForURL((url) => url.pathname !== '/');
    await page.goto(`${site.url}reference/capabilities`);
    expect(await page.locator('table').first().innerText()).toContain('coarseToFull');
    expect(page.problems.filter((problem) => !problem.includes('404'))).toEqual([]);
  });

  it('names no later version for what is not exported', () => {
    expect(Object.keys(later).filter((name) => !coverage.names.includes(name))).toEqual([]);
  });
});

describe('dead links', () => {
  const a = readPage(
    'a.html',
    '<h1 id="top">A</h1><a href="/b#there">b</a><a href="/c">c</a><a href="#no">n</a>',
  );
  const b = readPage('b.html', '<p id="there"></p><img src="https://elsewhere.example/x.png">');

  it('are found, by page and place', () => {
    expect(deadLinks([a, b], () => false)).toEqual(['/a → /c', '/a → #no']);
  });

  it('are not what leads to a file or elsewhere', () => {
    const page = readPage(
      'x/index.html',
      '<a href="../f.txt">f</a><a href="https://x.example">x</a>',
    );
    expect(deadLinks([page], (path) => path === '/f.txt')).toEqual([]);
    expect(b.loads).toEqual(['https://elsewhere.example/x.png']);
  });
});
