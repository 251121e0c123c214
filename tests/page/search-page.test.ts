// The page in a real browser, over the quickstart's catalogue in LanceDB.
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { hashKey } from '@nestvec/server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, type TestContext } from 'vitest';
import { chromiumPath, launchChromium, noChromium } from '../support/browser.ts';
import { bananaImage, openShopPage, scriptBytes, type ShopPage } from '../support/shop-page.ts';

const executable = chromiumPath();
let browser: Browser;
let shop: ShopPage;

beforeAll(async () => {
  if (executable === undefined) return;
  [browser, shop] = await Promise.all([launchChromium(executable), openShopPage()]);
}, 120_000);
afterAll(async () => {
  if (executable === undefined) return;
  await browser.close();
  await shop.close();
});

interface Opened extends Page {
  /** What the console and the browser's guards complained of. */
  readonly problems: string[];
}

/** The page as a visitor opens it; what it complains of fails the test that looks at `problems`. */
async function open(
  context: TestContext,
  search = '',
  { url = shop?.url, ...options }: BrowserContextOptions & { url?: string } = {},
): Promise<Opened> {
  if (executable === undefined) context.skip(noChromium);
  const visitor = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en',
    reducedMotion: 'reduce',
    ...options,
  });
  onTestFinished(async () => await visitor.close());
  const page = await visitor.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:'))
      problems.push(`asked ${request.url()}`);
  });
  await page.goto(`${url}/${search}`);
  return Object.assign(page, { problems });
}

const titles = (page: Page) => page.locator('.hits h3');
const card = (page: Page, name: string) =>
  page.locator('.hit', { has: page.getByRole('heading', { name, exact: true }) });
const first = async (page: Page, title: string): Promise<void> =>
  await expect
    .poll(
      async () =>
        await titles(page)
          .first()
          .textContent()
          .catch(() => ''),
    )
    .toBe(title);
const params = (page: Page): URLSearchParams => new URL(page.url()).searchParams;
const box = (page: Page) => page.getByRole('searchbox');

it('shows the first results at once, without a layout shift, by its own files alone', async (context) => {
  const page = await open(context, '', {});
  await page.close();
  const visitor = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en',
  });
  onTestFinished(async () => await visitor.close());
  const fresh = await visitor.newPage();
  await fresh.addInitScript(`
    window.shifts = 0; window.slow = [];
    new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts += one.value; }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => { for (const one of list.getEntries()) window.slow.push(one.duration); }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  `);
  const started = performance.now();
  await fresh.goto(shop.url);
  await titles(fresh).first().waitFor();
  const firstMs = performance.now() - started;
  await fresh.waitForLoadState('networkidle');
  expect(await titles(fresh).count()).toBe(24);
  expect(await fresh.evaluate('window.shifts')).toBe(0);
  await box(fresh).pressSequentially('guitar', { delay: 60 });
  await first(fresh, 'guitar');
  await fresh.waitForTimeout(300);
  const slowest = Math.max(0, ...(await fresh.evaluate<number[]>('window.slow')));
  const kilobytes = scriptBytes() / 1000;
  expect(kilobytes).toBeLessThan(120);
  console.log(
    `page: first results after ${firstMs.toFixed(0)} ms, ${kilobytes.toFixed(1)} kB of script (brotli), slowest interaction to paint ${slowest} ms`,
  );
});

it('breaks no rule of its own policy, and asks no one else', async (context) => {
  const page = await open(context, '?q=guitar');
  await first(page, 'guitar');
  await page.getByRole('button', { name: 'List' }).click();
  await page.getByLabel('Colours').selectOption('dark');
  await page.locator('.why summary').first().click();
  await page.waitForLoadState('networkidle');
  expect(page.problems).toEqual([]);
});

it('searches as one types, in any language, and gives up what is outdated', async (context) => {
  const page = await open(context);
  await titles(page).first().waitFor();
  const given: string[] = [];
  page.on('requestfailed', (request) => given.push(request.failure()?.errorText ?? ''));
  await page.route('**/instantsearch', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    await route.continue().catch(() => {}); // given up meanwhile
  });
  await box(page).pressSequentially('Gitarre', { delay: 160 });
  await first(page, 'guitar');
  expect(given.length).toBeGreaterThan(0);
  expect(new Set(given)).toEqual(new Set(['net::ERR_ABORTED']));
  await expect.poll(() => params(page).get('q')).toBe('Gitarre');
  await page.unroute('**/instantsearch');
  for (const word of ['violon', 'قيثارة', 'ギター', 'guitarra']) {
    await box(page).fill(word);
    await expect
      .poll(async () => await titles(page).allTextContents())
      .toContain(word === 'violon' ? 'violin' : 'guitar');
  }
  expect(await page.locator('.toolbar .count').textContent()).toContain('The best 100');
});

it('narrows by values with their counts, and goes back by the browser’s back', async (context) => {
  const page = await open(context);
  const music = page.getByRole('checkbox', { name: /^music/ });
  const food = page.getByRole('checkbox', { name: /^food/ });
  await page.getByRole('button', { name: 'Show more' }).first().click();
  await music.check();
  await expect
    .poll(async () => await page.locator('.toolbar .count').textContent())
    .toMatch(/^\d\d? results$/);
  // The other values keep their counts, since either may be chosen.
  await expect.poll(async () => await food.isVisible()).toBe(true);
  await expect.poll(() => params(page).getAll('is.category')).toEqual(['music']);
  await food.check();
  await expect.poll(() => params(page).getAll('is.category').toSorted()).toEqual(['food', 'music']);
  await page.goBack();
  await expect.poll(async () => await food.isChecked()).toBe(false);
  expect(await music.isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect
    .poll(async () => await page.locator('.toolbar .count').textContent())
    .toBe('312 results');
  await page.getByRole('checkbox', { name: 'No' }).check();
  await expect
    .poll(async () => await page.locator('.toolbar .count').textContent())
    .toBe('104 results');
});

it('narrows by a range with the keyboard, and sorts', async (context) => {
  const page = await open(context);
  const upper = page.getByRole('slider', { name: 'Price, to' });
  await upper.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('PageDown');
  await expect.poll(() => params(page).get('in.price')).toMatch(/^:\d+/);
  const most = Number(params(page).get('in.price')?.slice(1));
  await page.getByLabel('Sort by').selectOption('shop/sort/price:desc');
  await expect.poll(() => params(page).get('sort')).toBe('price:desc');
  const prices = async (): Promise<number[]> =>
    (await page.locator('.price').allTextContents()).map((text) =>
      Number(text.replaceAll(/[^\d.]/g, '')),
    );
  await expect
    .poll(async () => {
      const all = await prices();
      return all.length > 0 && all.every((one, i) => one <= most && one <= (all[i - 1] ?? most));
    })
    .toBe(true);
  // The address alone brings it back.
  const again = await open(context, new URL(page.url()).search);
  await titles(again).first().waitFor();
  const shown = await titles(page).allTextContents();
  await expect.poll(async () => await titles(again).allTextContents()).toEqual(shown);
});

it('finds by an image that is chosen, pasted or dropped, and by a mix of it and words', async (context) => {
  const page = await open(context);
  await page.getByLabel('Search by an image').setInputFiles(bananaImage);
  await first(page, 'banana');
  await page.getByRole('region', { name: 'Like this image' }).waitFor();
  await expect.poll(() => params(page).get('image')).toMatch(/^[\w-]{32}$/);
  await page.getByRole('button', { name: /^Remove/ }).click();
  await expect.poll(() => params(page).get('image')).toBeNull();

  const bytes = readFileSync(bananaImage).toString('base64');
  for (const kind of ['paste', 'drop']) {
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${bytes}'), (one) => one.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'banana.webp', { type: 'image/webp' }));
      const event = '${kind}' === 'paste' ? new ClipboardEvent('paste', { clipboardData: data }) : new DragEvent('drop', { dataTransfer: data, cancelable: true });
      window.dispatchEvent(event);
    })()`);
    await page.getByRole('region', { name: 'Like this image' }).waitFor();
    await first(page, 'banana');
    await page.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('region', { name: 'Like this image' }).waitFor({ state: 'detached' });
  }

  await page.getByLabel('Search by an image').setInputFiles(bananaImage);
  await first(page, 'banana');
  await box(page).fill('guitar');
  const mix = page.getByRole('slider', { name: 'Words or image' });
  await mix.waitFor();
  await mix.focus();
  await page.keyboard.press('Home');
  await first(page, 'guitar');
  await page.keyboard.press('End');
  await first(page, 'banana');
  await expect.poll(() => params(page).get('mix')).toBe('1');
});

it('finds more like a result, and what is like it but as words say', async (context) => {
  const page = await open(context, '?q=violin');
  await first(page, 'violin');
  await page.getByRole('button', { name: 'More like this: violin' }).click();
  await page.getByRole('region', { name: 'Like “violin”' }).waitFor();
  await expect
    .poll(() => [params(page).get('like'), params(page).get('q')])
    .toEqual(['violin', null]);
  await expect.poll(async () => await titles(page).allTextContents()).not.toContain('violin');
  expect(await box(page).inputValue()).toBe('');
  await box(page).fill('red');
  await page.getByRole('slider', { name: 'Words or image' }).waitFor();
  expect(await titles(page).count()).toBe(24);
  await page.goto(`${shop.url}/?like=nowhere`);
  await page.getByText('The search failed.').waitFor();
});

it('turns pages, which are links, and says why a result was found', async (context) => {
  const page = await open(context, '?q=guitar');
  await first(page, 'guitar');
  await card(page, 'guitar').getByText('Why this result').click();
  expect(await card(page, 'guitar').getByRole('list').textContent()).toMatch(
    /Found by its (image|text)Similarity: 0\.\d+/,
  );
  const before = await titles(page).allTextContents();
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect.poll(() => params(page).get('page')).toBe('2');
  await expect
    .poll(async () => (await titles(page).allTextContents()).some((one) => before.includes(one)))
    .toBe(false);
  expect(await page.getByRole('link', { name: 'Page 2' }).getAttribute('aria-current')).toBe(
    'page',
  );
  expect(await page.getByRole('link', { name: 'Page 1' }).getAttribute('href')).toContain(
    'q=guitar',
  );
});

it.for([
  ['de-AT', 'ltr', 'Mehr davon: guitar', 'Die besten 100'],
  ['ar', 'rtl', 'المزيد مثل هذا: guitar', 'أفضل النتائج'],
] as const)(
  'speaks %s, in its direction, and keeps a language that is chosen',
  async ([locale, direction, more, count], context) => {
    if (executable === undefined) context.skip(noChromium);
    const visitor = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
    onTestFinished(async () => await visitor.close());
    const page = await visitor.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${shop.url}/?q=guitar`);
    await page.getByRole('button', { name: more }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe(direction);
    expect(await page.locator('.toolbar .count').textContent()).toContain(count);
    await page.locator('footer select').first().selectOption('en');
    await page.getByRole('button', { name: 'More like this: guitar' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'More like this: guitar' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  },
);

it.for([360, 768, 1920])(
  'fits a screen of %i pixels, and nothing is wider than it',
  async (width, context) => {
    if (executable === undefined) context.skip(noChromium);
    const visitor = await browser.newContext({
      viewport: { width, height: 740 },
      hasTouch: width < 500,
      isMobile: width < 500,
    });
    onTestFinished(async () => await visitor.close());
    const page = await visitor.newPage();
    page.setDefaultTimeout(10_000);
    for (const lang of ['de', 'ar']) {
      await page.goto(`${shop.url}/?q=guitar&lang=${lang}&like=banana`);
      await titles(page).first().waitFor();
      expect(
        await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        ),
      ).toBe(0);
    }
    expect(await page.locator('.filters details').getAttribute('open')).toBe(
      width < 768 ? null : '',
    );
  },
);

it('is walked through by the keyboard', async (context) => {
  const page = await open(context, '?q=guitar');
  await first(page, 'guitar');
  const walk: string[] = [];
  for (let i = 0; i < 14; i++) {
    await page.keyboard.press('Tab');
    walk.push(
      await page.evaluate<string>(`(() => {
        const one = document.activeElement;
        const label = one.getAttribute('aria-label') ?? (one.labels?.[0] ?? one).innerText ?? '';
        return one.tagName.toLowerCase() + ' ' + label.split('\\n')[0].trim();
      })()`),
    );
  }
  expect(walk.slice(0, 5)).toEqual([
    'a Skip to the results',
    'input Search',
    'input Search by an image',
    'summary Filters',
    expect.stringMatching(/^input /),
  ]);
  // The skip link leads past all of the filters.
  await page.reload();
  await first(page, 'guitar');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.closest("#results") !== null')).toBe(true);
  await page.getByRole('button', { name: 'More like this: guitar' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Like “guitar”' }).waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('results');
});

it.for([
  ['light', '?q=guitar', 1280, 'light'],
  ['dark, in a list, by an image', '?q=guitar&like=banana', 1280, 'dark'],
  ['Arabic on a phone', '?q=guitar&lang=ar', 360, 'light'],
  ['nothing found', '?in.price=9999:', 1280, 'light'],
] as const)(
  'has no violation that axe-core finds: %s',
  async ([name, search, width, colorScheme], context) => {
    if (executable === undefined) context.skip(noChromium);
    const visitor = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      locale: 'en',
      reducedMotion: 'reduce',
    });
    onTestFinished(async () => await visitor.close());
    const page = await visitor.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${shop.url}/${search}`);
    await page.locator('.hit:not(.empty), .nothing').first().waitFor();
    if (name.includes('list')) await page.getByRole('button', { name: 'List' }).click();
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    await page.evaluate(axe.source);
    const found = await page.evaluate<{
      violations: { id: string; nodes: { html: string }[] }[];
    }>('axe.run()');
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  },
);

it('says in plain sentences what is the matter', async (context) => {
  const page = await open(context, '?in.price=9999:');
  await page.getByText('Nothing was found.').waitFor();
  await page
    .getByText(
      'This index was made with a small model that knows drawings; photos need jina-clip-v2.',
    )
    .waitFor();
  await page.goto(shop.url);
  await titles(page).first().waitFor();
  const answerWith = async (status: number): Promise<void> => {
    await page.unroute('**/instantsearch');
    const error = { code: 'x', message: 'in the server’s words' };
    await page.route(
      '**/instantsearch',
      async (route) => await route.fulfill({ status, json: { error } }),
    );
  };
  await answerWith(429);
  await box(page).fill('a');
  await page.getByText('The server is busy. Wait a moment, then try again.').waitFor();
  await answerWith(503);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('The server is starting.').waitFor();
  await page.unroute('**/instantsearch');
  await page.route('**/instantsearch', async (route) => await route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('The server can’t be reached.').waitFor();
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await page.context().setOffline(false);
  await page.unroute('**/instantsearch');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(async () => await page.locator('.notice').count()).toBe(0);
  await page
    .getByLabel('Search by an image')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no image') });
  await page.getByText('This file is not an image that can be read.').waitFor();
  await page.goto(`${shop.url}/?image=gone`);
  await page.getByText('The server no longer has the image').waitFor();
});

it('asks for a key where nothing is open without one, and shows images by it', async (context) => {
  if (executable === undefined) context.skip(noChromium);
  const key = 'a-key-for-the-page-0123';
  const { url, close } = await shop.serve({
    publicIndexes: {},
    keys: [{ hash: hashKey(key), access: 'read', indexes: ['shop'], fields: ['name', 'price'] }],
  });
  onTestFinished(close);
  const page = await open(context, '', { url });
  await page.getByText('This server needs a key.').waitFor();
  await page.getByLabel('Key').fill(key);
  await page.getByRole('button', { name: 'Open' }).click();
  await titles(page).first().waitFor();
  await expect
    .poll(async () => await page.locator('.hit img').first().getAttribute('src'))
    .toMatch(/^blob:/);
  expect(await page.getByRole('group', { name: 'Category' }).count()).toBe(0);
});
