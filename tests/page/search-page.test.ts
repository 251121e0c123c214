// The page in a real browser, over the quickstart's catalogue in LanceDB.
import { readFileSync } from 'node:fs';
import { hashKey } from '@nestvec/server';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, type TestContext } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { chromiumPath, launchChromium, noChromium } from '../support/browser.ts';
import { startKeyboardWalk } from '../support/keyboard-walk.ts';
import { fillEmptyShop, fillOddShop, oddShown } from '../support/odd-shop.ts';
import { bananaImage, openShopPage, scriptBytes, type ShopPage } from '../support/shop-page.ts';
import {
  box,
  card,
  count,
  counted,
  first,
  giveFile,
  overflow,
  params,
  titles,
  type Visit,
  visitPage,
} from '../support/visit-page.ts';

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

/** The page as a visitor opens it; the test is skipped where there is no browser. */
async function open(
  context: TestContext,
  search = '',
  { url = shop?.url, ...options }: BrowserContextOptions & { url?: string } = {},
): Promise<Visit> {
  if (executable === undefined) context.skip(noChromium);
  return await visitPage(browser, `${url}/${search}`, options);
}

/** A phone, whose finger is what it is pointed with. */
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;

it('shows the first results without a layout shift, and moves nothing when an answer comes late', async (context) => {
  const page = await open(context);
  await page.context().addInitScript(`
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value;
    }).observe({ type: 'layout-shift', buffered: true });
  `);
  await page.reload();
  await titles(page).nth(23).waitFor();
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate('window.shift')).toBe(0);
  expect(scriptBytes()).toBeLessThan(120_000);
  // A shift later than half a second after a key counts as one that was not expected.
  await page.route('**/instantsearch', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await box(page).pressSequentially('guitar', { delay: 30 });
  await first(page, 'guitar');
  await page.waitForLoadState('networkidle');
  // Values of facets change places with their counts; no result does.
  expect(await page.evaluate<number>('window.shift')).toBeLessThan(0.02);
});

it('loads images when they are near, at the size that the server makes of them', async (context) => {
  const page = await open(context, '', phone);
  const asked = new Set<string>();
  page.on('request', (request) => {
    if (request.url().includes('/image/')) asked.add(request.url());
  });
  await page.reload();
  await titles(page).nth(23).waitFor();
  await page.waitForLoadState('networkidle');
  const images = page.locator('.hits img');
  expect(await images.count()).toBe(24);
  expect(asked.size).toBeGreaterThan(0);
  expect(asked.size).toBeLessThan(24);
  for (const one of await images.all())
    expect([
      await one.getAttribute('loading'),
      await one.getAttribute('width'),
      await one.getAttribute('height'),
    ]).toEqual(['lazy', '256', '256']);
  for (const one of await images.all()) await one.scrollIntoViewIfNeeded();
  await expect.poll(() => asked.size).toBe(24);
  for (const url of asked) expect(new URL(url).searchParams.get('size')).toBe('256');
  const largest =
    'Math.max(...[...document.querySelectorAll(".hits img")].map((one) => one.naturalWidth))';
  expect(await page.evaluate<number>(largest)).toBeLessThanOrEqual(256);
});

it('breaks no rule of its own policy, and asks no one else', async (context) => {
  const page = await open(context, '?q=guitar');
  await first(page, 'guitar');
  await page.getByRole('button', { name: 'List' }).click();
  await page.getByLabel('Colours').selectOption('dark');
  await page.locator('.why summary').first().click();
  await page.waitForLoadState('networkidle');
  expect(page.problems).toEqual([]);
  const answer = await page.request.get(page.url());
  const policy = answer.headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/);
  expect(policy).not.toContain('unsafe');
  // It holds: what someone smuggles in neither runs nor is loaded.
  await page.evaluate(`document.body.append(
    Object.assign(document.createElement('script'), { textContent: 'window.smuggled = true' }),
    Object.assign(document.createElement('img'), { src: '${shop.url.replace('127.0.0.1', 'localhost')}/x.png' }),
  )`);
  await expect
    .poll(() => page.problems.filter((one) => one.includes('Content Security Policy')).length)
    .toBe(2);
  expect(await page.evaluate('window.smuggled')).toBeUndefined();
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
  await counted(page, 'The best 100');
  await expect.poll(() => params(page).get('q')).toBe('guitarra');
  // Escape empties the box, and the browser's back brings the words again.
  await page.keyboard.press('Escape');
  await expect.poll(() => params(page).get('q')).toBeNull();
  await page.goBack();
  await expect.poll(async () => await box(page).inputValue()).toBe('guitarra');
  await counted(page, 'The best 100');
});

it('narrows by values with their counts, and goes back by the browser’s back', async (context) => {
  const page = await open(context);
  const music = page.getByRole('checkbox', { name: /^music/ });
  const food = page.getByRole('checkbox', { name: /^food/ });
  const category = page.getByRole('group', { name: 'Category' });
  await expect.poll(async () => await category.getByRole('checkbox').count()).toBe(8);
  // More of them are there without another search.
  let searches = 0;
  page.on('request', (request) => (searches += Number(request.url().endsWith('/instantsearch'))));
  await category.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(async () => await category.getByRole('checkbox').count()).toBeGreaterThan(8);
  expect(searches).toBe(0);
  await category.getByRole('button', { name: 'Show fewer' }).click();
  await music.check();
  await counted(page, /^\d\d? results$/);
  // The other values keep their counts, since either may be chosen.
  await expect.poll(async () => await food.isVisible()).toBe(true);
  await expect.poll(() => params(page).getAll('is.category')).toEqual(['music']);
  await food.check();
  await expect.poll(() => params(page).getAll('is.category').toSorted()).toEqual(['food', 'music']);
  await page.goBack();
  await expect.poll(async () => await food.isChecked()).toBe(false);
  expect(await music.isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await counted(page, /^312 results$/);
  await page.getByRole('checkbox', { name: 'No' }).check();
  await counted(page, /^104 results$/);
});

it('finds a value of a facet by what is typed, and keeps what is chosen in its place', async (context) => {
  const page = await open(context);
  const category = page.getByRole('group', { name: 'Category' });
  const among = category.getByRole('searchbox', { name: 'Search in Category' });
  const values = async (): Promise<readonly string[]> =>
    await category.locator('.label').allTextContents();
  await among.fill('DRI');
  await expect.poll(values).toEqual(['drinks']);
  await category.getByRole('checkbox').press('Space');
  await expect.poll(() => params(page).getAll('is.category')).toEqual(['drinks']);
  await counted(page, /^\d\d? results$/);
  expect(await page.evaluate('document.activeElement.type')).toBe('checkbox');
  await among.fill('');
  // Beside the eight most frequent; it is one of the rarer ones.
  await expect.poll(async () => (await values()).length).toBe(9);
  expect((await values()).at(-1)).toBe('drinks');
  await among.fill('nothing like this');
  await expect.poll(values).toEqual(['drinks']);
  await category.getByRole('checkbox').click();
  await category.getByText('Nothing was found.').waitFor();
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

  for (const by of ['paste', 'drop'] as const) {
    await giveFile(page, by, readFileSync(bananaImage));
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

it('takes a photo on a phone, shows it while it is sent, and finds by it', async (context) => {
  const page = await open(context, '', phone);
  const photo = page.getByLabel('Take a photo');
  expect([await photo.getAttribute('capture'), await photo.getAttribute('accept')]).toEqual([
    'environment',
    'image/*',
  ]);
  let send = (): void => {};
  const held = new Promise<void>((resolve) => (send = resolve));
  await page.route('**/v1/uploads', async (route) => {
    await held;
    await route.continue();
  });
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.locator('.photo').tap(),
  ]);
  await chooser.setFiles(bananaImage);
  await page.getByText('The image is being sent').waitFor();
  expect(await page.locator('.by-image img').getAttribute('src')).toMatch(/^blob:/);
  send();
  await first(page, 'banana');
  await page.getByRole('region', { name: 'Like this image' }).waitFor();
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
  // This, but green: the red apple is not among what is like it, and the words bring the green one to the top.
  await page.goto(`${shop.url}/?like=red-apple`);
  await page.getByRole('region', { name: 'Like “red apple”' }).waitFor();
  await titles(page).first().waitFor();
  await box(page).fill('green');
  const mix = page.getByRole('slider', { name: 'Words or image' });
  await mix.waitFor();
  await first(page, 'green apple');
  await mix.focus();
  const place = async (): Promise<number> =>
    (await titles(page).allTextContents()).indexOf('green apple');
  // With words alone, what it is like is forgotten.
  await page.keyboard.press('Home');
  await expect.poll(place).not.toBe(0);
  await expect.poll(() => params(page).get('mix')).toBe('0');
  await page.goto(`${shop.url}/?like=nowhere`);
  await page.getByText('What you searched by is no longer here.').waitFor();
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
  async ([locale, direction, more, sentence], context) => {
    const page = await open(context, '?q=guitar', { locale });
    await page.getByRole('button', { name: more }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe(direction);
    await counted(page, sentence);
    await page.locator('footer select').first().selectOption('en');
    await page.getByRole('button', { name: 'More like this: guitar' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'More like this: guitar' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  },
);

it('is light or dark as the device is, or as one chooses, in a grid or a list', async (context) => {
  const page = await open(context, '', { colorScheme: 'dark' });
  await titles(page).first().waitFor();
  const back = async (): Promise<string> =>
    await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const [light, dark] = ['rgb(250, 250, 252)', 'rgb(20, 21, 26)'];
  expect(await back()).toBe(dark);
  // A mouse has no camera.
  expect(await page.locator('.photo').isVisible()).toBe(false);
  await page.getByLabel('Colours').selectOption('light');
  expect(await back()).toBe(light);
  const width = async (): Promise<number> =>
    (await page.locator('.hit').first().boundingBox())?.width ?? 0;
  expect(await width()).toBeLessThan(300);
  const list = page.getByRole('button', { name: 'List' });
  await list.click();
  expect(await list.getAttribute('aria-pressed')).toBe('true');
  expect(await width()).toBeGreaterThan(800);
  // Both stay in the browser.
  await page.reload();
  await titles(page).first().waitFor();
  expect([await back(), (await width()) > 800]).toEqual([light, true]);
  await page.getByLabel('Colours').selectOption('auto');
  expect(await back()).toBe(dark);
});

it('fits a phone, a tablet and a wide screen, and nothing is wider than it', async (context) => {
  const small = await open(context, '', phone);
  const large = await open(context);
  for (const [page, width] of [
    [small, 360],
    [large, 768],
    [large, 1920],
  ] as const) {
    await page.setViewportSize({ width, height: 740 });
    for (const lang of ['de', 'ar']) {
      await page.goto(`${shop.url}/?q=guitar&lang=${lang}&like=banana`);
      await titles(page).first().waitFor();
      expect(await overflow(page), `${width} ${lang}`).toBe(0);
    }
    expect(await page.locator('.filters details').getAttribute('open')).toBe(
      width < 768 ? null : '',
    );
  }
});

it('is walked through by the keyboard, as it was recorded', async (context) => {
  const page = await open(context);
  await titles(page).first().waitFor();
  await page.waitForLoadState('networkidle');
  const walk = await startKeyboardWalk(page);
  const settled = async (): Promise<void> => {
    await page.waitForLoadState('networkidle');
    walk.note(`           … ${await count(page).textContent()}`);
  };
  await walk.press('Tab', 5);
  walk.note('Values of a facet, chosen and found:');
  await page.keyboard.type('mus');
  await expect
    .poll(async () => await page.locator('.filters .label').first().textContent())
    .toBe('music');
  await walk.press('Tab');
  await walk.press('Space');
  await counted(page, /^\d\d? results$/);
  await settled();
  await walk.press('Space');
  await counted(page, '312 results');
  await settled();
  await walk.press('Shift+Tab');
  await walk.press('Escape');
  await walk.pressUntil('Tab', 'button “Show more”');
  await walk.press('Enter');
  walk.note('Through the filters to the ranges:');
  await walk.pressUntil('Tab', 'slider “Price, from”');
  await walk.press('PageUp');
  await counted(page, /^(?!312)\d+ results$/);
  await walk.press('ArrowLeft');
  await walk.press('Home');
  await counted(page, '312 results');
  await walk.pressUntil('Tab', 'combobox “Sort by”');
  await walk.press('Tab', 2);
  await walk.press('Enter');
  walk.note('In the results, as a list:');
  await walk.press('Tab', 2);
  walk.note('The last result, and what follows:');
  await page.locator('.like').last().focus();
  await walk.press('Tab', 6);
  await walk.press('Enter');
  await expect.poll(() => params(page).get('page')).toBe('2');
  await settled();
  walk.note('The footer:');
  await page.locator('footer select').first().focus();
  await walk.press('Shift+Tab');
  await walk.press('Tab', 2);
  await walk.press('End');
  await walk.press('Home');
  walk.note('From the top: past all filters by the first link');
  await page.goto(shop.url);
  await titles(page).first().waitFor();
  await walk.press('Tab');
  await walk.press('Enter');
  await walk.press('Tab');
  walk.note('Words, a result, and more like it:');
  await box(page).focus();
  await page.keyboard.type('guitar');
  await first(page, 'guitar');
  await settled();
  // What the filters count of the best hundred is the model's business.
  await page.locator('.layouts button').last().focus();
  await walk.press('Tab');
  await walk.press('Tab');
  await walk.press('Enter');
  await walk.press('Shift+Tab');
  await walk.press('Enter');
  await page.getByRole('region', { name: 'Like “guitar”' }).waitFor();
  await settled();
  await walk.press('Tab', 2);
  walk.note('Words beside it, then none by Escape:');
  await box(page).focus();
  await page.keyboard.type('red');
  await page.getByRole('slider', { name: 'Words or image' }).waitFor();
  await walk.pressUntil('Tab', 'slider “Words or image”');
  await walk.press('ArrowRight');
  await walk.press('Tab');
  await box(page).focus();
  await walk.press('Escape');
  await page.getByText('Add words to change it').waitFor();
  await walk.pressUntil('Tab', 'button “Remove: Like “guitar””');
  await walk.press('Enter');
  await counted(page, '312 results');
  await expect(`${walk.lines.join('\n')}\n`).toMatchFileSnapshot('__fixtures__/keyboard-walk.txt');
});

it.for([
  ['light', '?q=guitar', 1280, 'light'],
  ['dark, in a list, by an image', '?q=guitar&like=banana', 1280, 'dark'],
  ['Arabic on a phone', '?q=guitar&lang=ar', 360, 'light'],
] as const)(
  'has no violation that axe-core finds: %s',
  async ([name, search, width, colorScheme], context) => {
    const viewport = { width, height: 800 };
    const page = await open(context, search, { viewport, colorScheme });
    await titles(page).first().waitFor();
    if (name.includes('list')) await page.getByRole('button', { name: 'List' }).click();
    expect(await axeViolations(page)).toEqual([]);
  },
);

it('says in plain sentences what is the matter', async (context) => {
  const page = await open(context, '?in.price=9999:');
  await page.getByText('Nothing was found.').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page
    .getByText(
      'This index was made with a small model that knows drawings; photos need jina-clip-v2.',
    )
    .waitFor();
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/instantsearch', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(shop.url);
  await page.getByText('Loading …').waitFor();
  answer();
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

it('takes an address with markup in it, and with names that every object has', async (context) => {
  const markup = encodeURIComponent('<img src=x onerror=alert(1)>');
  const names = ['__proto__', 'constructor', markup].map((name) => `is.${name}=x&in.${name}=1:2`);
  const page = await open(context, `?${names.join('&')}&lang=__proto__&sort=${markup}`);
  await counted(page, /^\d+ results$/);
  expect(page.problems).toEqual([]);
});

it('opens at the first page of an address that names none, and says in its language that a record is gone', async (context) => {
  const page = await open(context, '?page=2.5&lang=de');
  await counted(page, /^\d+ Ergebnisse$/);
  expect(await page.locator('.notice').count()).toBe(0);
  expect(page.problems).toEqual([]);
  await page.goto(`${shop.url}/?like=no-such-record&lang=de`);
  const notice = page.locator('.notice');
  await notice.waitFor();
  expect(await notice.textContent()).toMatch(/^Das, womit Sie gesucht haben, gibt es hier nicht/);
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

it('shows a shop with odd goods, and another one with none', async (context) => {
  if (executable === undefined) context.skip(noChromium);
  const [odd, empty] = await Promise.all([fillOddShop(shop.index), fillEmptyShop(shop.index)]);
  onTestFinished(async () => {
    await odd.close();
    await empty.close();
  });
  const { url, close } = await shop.serve({
    indexes: { odd, empty },
    publicIndexes: { odd: { fields: oddShown }, empty: { fields: oddShown } },
    pageSettings: {},
  });
  onTestFinished(close);
  const page = await open(context, '?index=odd&sort=price:asc', { url });
  await titles(page).nth(23).waitFor();
  // The smallest price, nothing, and the largest.
  const prices = page.locator('.price');
  expect(await prices.first().textContent()).toBe('-12.5');
  expect(await prices.nth(1).textContent()).toBe('0');
  for (const screen of [phone.viewport, { width: 1280, height: 900 }]) {
    await page.setViewportSize(screen);
    expect(await overflow(page), JSON.stringify(screen)).toBe(0);
  }
  // An arrow moves by a part of the range that one sees, and its ends are all there is.
  const upper = page.getByRole('slider', { name: 'Price, to' });
  const most = await upper.getAttribute('aria-valuetext');
  await upper.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => params(page).get('in.price')).toMatch(/^:\d+$/);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => params(page).get('in.price')).toBeNull();
  expect(await upper.getAttribute('aria-valuetext')).toBe(most);

  // A thousand values: the most frequent hundred are searched.
  const brand = page.getByRole('group', { name: 'Brand' });
  await brand.getByRole('searchbox').fill('Brand 18');
  await expect
    .poll(async () =>
      (await brand.locator('.label').allTextContents()).every((one) => one.startsWith('Brand 18')),
    )
    .toBe(true);
  await brand.getByText('Only the 100 most frequent are here.').waitFor();
  await brand.getByRole('checkbox').first().check();
  await expect.poll(() => params(page).getAll('is.brand')).toHaveLength(1);
  await page.getByRole('button', { name: 'Clear filters' }).click();

  // Markup is text; whatever is written from right to left stands so; a flag is not cut in half.
  await page.goto(`${url}/?index=odd&is.kind=strange`);
  await card(page, '<img src=x onerror=alert(1)> <b>bold</b>').waitFor();
  expect(await page.locator('main b, main [onerror]').count()).toBe(0);
  const arabic = `getComputedStyle([...document.querySelectorAll('h3')].find((one) => one.textContent.startsWith('حذاء'))).direction`;
  expect(await page.evaluate(arabic)).toBe('rtl');
  const flags = page.locator('.hit', { hasText: '🏳️‍🌈' }).locator('h3');
  expect(await flags.textContent()).toMatch(/^(🏳️‍🌈)+ …$/u);
  await card(page, '1984').waitFor();
  // An image that is gone leaves the text in its place.
  const gone = card(page, 'no such image');
  await expect.poll(async () => await gone.locator('.excerpt').textContent()).toBe('its text');
  expect(await gone.locator('img').count()).toBe(0);
  for (const value of ['-5 °C', 'a/b: "c" & <i>d</i>']) {
    const box = page.getByRole('group', { name: 'Note' }).getByRole('checkbox', { name: value });
    await box.check();
    await counted(page, '1 result');
    await box.uncheck();
  }
  expect(await axeViolations(page)).toEqual([]);

  await page.getByLabel('Index').selectOption('empty');
  await page.getByText('Nothing is in this index yet.').waitFor();
  await expect.poll(() => params(page).get('index')).toBe('empty');
});
