import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, type TestContext } from 'vitest';
import { chromiumPath, launchChromium, noChromium } from './browser.ts';
import {
  type Flavor,
  type InstantSearchPage,
  openInstantSearchPage,
} from './instantsearch-page.ts';

/** Which walks a test is of. */
interface Walk {
  readonly isLong?: boolean;
  /** All by default. */
  readonly of?: readonly Flavor[];
  /** What the console is to say; nothing by default. */
  readonly complaint?: string;
}

/** Describes a walk through the stock widgets of one InstantSearch; a short one is the words, the lists and `configure`. */
export function describeWidgets(flavor: Flavor, { isShort }: { readonly isShort: boolean }): void {
  const executable = chromiumPath();
  let browser: Browser;
  let shop: InstantSearchPage;
  beforeAll(async () => {
    if (executable === undefined) return;
    [browser, shop] = await Promise.all([
      launchChromium(executable),
      openInstantSearchPage(flavor),
    ]);
  }, 120_000);
  afterAll(async () => {
    if (executable === undefined) return;
    await browser.close();
    await shop.close();
  });
  async function open(context: TestContext, { isLong, of, complaint }: Walk = {}): Promise<Page> {
    if (executable === undefined) context.skip(noChromium);
    if (isLong === true && isShort) context.skip('with the full counts; all ask alike');
    if (of?.includes(flavor) === false) context.skip(`${flavor} has no such widgets`);
    const visitor = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    onTestFinished(async () => await visitor.close());
    const page = await visitor.newPage();
    page.setDefaultTimeout(10_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      if (!message.location().url.endsWith('/favicon.ico')) problems.push(message.text());
    });
    await page.goto(shop.url);
    await stats(page, '150 results');
    onTestFinished(() => expect(problems).toEqual(complaint === undefined ? [] : [complaint]));
    return page;
  }

  it('finds by words, marks them, and counts', async (context) => {
    const page = await open(context);
    expect(await ids(page).count()).toBe(20);
    await type(page, '#box', 'thing 42');
    await first(page, 'item-42');
    await stats(page, '100 results');
    expect(await page.locator('#hits mark').first().textContent()).toBe('thing');
    const snippet = await page.locator('#hits .ais-Snippet').first().textContent();
    expect(snippet?.replaceAll(/\s+/g, ' ')).toBe('…three thing 42…');
  });

  it('narrows by lists: any of them, all of them, one of them', async (context) => {
    const page = await open(context);
    await item(page, '#color', 'red').click();
    await stats(page, '50 results');
    // The others may be chosen too, and keep their counts.
    expect(await counts(page, '#color')).toEqual([50, 50, 50]);
    await item(page, '#color', 'blue').click();
    await stats(page, '100 results');
    await item(page, '#tags', 'by-0').click();
    await stats(page, '50 results');
    await item(page, '#tags', 'of-2').click();
    await stats(page, '10 results');
    const refined = page.locator('#current .ais-CurrentRefinements-category');
    await expect.poll(async () => await refined.count()).toBe(4);
    await refined.first().locator('button').click();
    await expect.poll(async () => await refined.count()).toBe(3);
    await page.locator('#clear button').click();
    await stats(page, '150 results');
    await item(page, '#size', 'XL').click();
    await stats(page, '37 results');
    expect(await page.locator('#clear button').isDisabled()).toBe(false);
  });

  it('finds a value that is not among the 100 most frequent', async (context) => {
    const page = await open(context, { isLong: true });
    await type(page, '#brand', 'BRAND 99');
    await expect.poll(async () => await values(page, '#brand')).toEqual(['brand 99']);
    expect(await page.locator('#brand mark').first().textContent()).toBe('brand 99');
    await item(page, '#brand', 'brand 99').click();
    await stats(page, '1 result');
    await first(page, 'item-99');
  });

  it('goes down a hierarchy and back by its breadcrumb', async (context) => {
    const page = await open(context, { isLong: true });
    const menu = page.locator('#category .ais-HierarchicalMenu-label');
    await menu.getByText('Garden').click();
    await stats(page, '75 results');
    await menu.getByText('Bed 3').click();
    await stats(page, '25 results');
    await expect
      .poll(async () => await menu.allTextContents())
      .toEqual(['Garden', 'Bed 1', 'Bed 3', 'Bed 5', 'Home']);
    await page.locator('#breadcrumb').getByText('Home').click();
    await stats(page, '150 results');
  });

  it('narrows by a switch and by a range, whose ends are those that there are', async (context) => {
    const page = await open(context, { isLong: true });
    await page.locator('#stock input').click();
    await stats(page, '100 results');
    const [from, to] = [page.locator('#price input').nth(0), page.locator('#price input').nth(1)];
    expect([await from.getAttribute('min'), await to.getAttribute('max')]).toEqual(['1', '149']);
    await from.fill('10');
    await to.fill('20');
    await page.locator('#price button').click();
    await stats(page, '8 results');
  });

  it('sorts, turns pages, and shows fewer on a page', async (context) => {
    const page = await open(context, { isLong: true });
    await page.locator('#sort select').selectOption('shop/sort/price:desc');
    await first(page, 'item-149');
    await page.locator('#pages').getByText('2', { exact: true }).click();
    await first(page, 'item-129');
    await page.locator('#many select').selectOption({ label: '5' });
    await expect.poll(async () => await ids(page).count()).toBe(5);
    const more = page.locator('#infinite [data-id]');
    expect(await more.count()).toBe(10);
    await page.locator('#infinite .ais-InfiniteHits-loadMore').click();
    await expect.poll(async () => await more.count()).toBe(20);
    expect(new Set(await idsOf(more)).size).toBe(20);
  });

  it('searches by an image, by a record and by a mix with words through configure', async (context) => {
    const page = await open(context);
    const nestvecImage = await page.evaluate<string>(
      `upload([${Array.from(shop.image).join(',')}])`,
    );
    const configure = async (params: object): Promise<void> =>
      await page.evaluate(`void configureWith(${JSON.stringify(params)})`);
    await configure({ nestvecImage });
    await first(page, 'item-3');
    await stats(page, '100 results');
    await configure({ nestvecLike: 'item-3', filters: 'color:red AND NOT objectID:item-6' });
    await stats(page, '48 results');
    expect(await idsOf(ids(page))).not.toContain('item-3');
    await configure({ nestvecImage, nestvecMix: 0 });
    await type(page, '#box', 'thing 42');
    await first(page, 'item-42');
    await configure({ nestvecImage, nestvecMix: 1 });
    await first(page, 'item-3');
  });

  it('makes widgets of the facets that there are', async (context) => {
    const page = await open(context, { isLong: true });
    const entries = page.locator('#dynamic li');
    // Vue's has no other widgets than those that it is given, here of three values.
    await expect
      .poll(async () => await entries.count())
      .toBeGreaterThanOrEqual(flavor === 'vue' ? 3 : 20);
  });

  it('shows what resembles a record', async (context) => {
    const page = await open(context, { isLong: true, of: ['javascript', 'react'] });
    const related = page.locator('#related [data-id]');
    await expect.poll(async () => await related.count()).toBe(3);
    expect(await idsOf(related)).not.toContain('item-8');
    expect(await page.locator('#similar [data-id]').count()).toBe(20);
  });

  it('narrows by a menu of one line and by named ranges', async (context) => {
    const page = await open(context, { isLong: true, of: ['javascript', 'vue'] });
    await page.locator('#country select').selectOption('IN');
    await stats(page, '75 results');
    await page.locator('#rating').getByText('Good').click();
    await stats(page, '25 results');
    expect(await page.locator('#current li').count()).toBeGreaterThan(1);
  });

  it('narrows by a slider with the keyboard', async (context) => {
    const page = await open(context, { of: ['javascript'] });
    await page.locator('#weight [role=slider]').first().focus();
    await page.keyboard.press('ArrowRight');
    await stats(page, '135 results');
    expect(await page.locator('#current button').count()).toBe(1);
  });

  it('says by name what is not served', async (context) => {
    const page = await open(context, {
      of: ['javascript'],
      complaint: 'Failed to load resource: the server responded with a status of 400 (Bad Request)',
    });
    await page.evaluate(`void configureWith({ aroundLatLng: '48.2,16.4' })`);
    await expect
      .poll(async () => await page.evaluate('globalThis.lastError'))
      .toMatch(/aroundLatLng.* is not served here; there is no search by place/);
  });
}

const ids = (page: Page): Locator => page.locator('#hits [data-id]');
const idsOf = async (hits: Locator): Promise<readonly (string | null)[]> =>
  await Promise.all((await hits.all()).map(async (one) => await one.getAttribute('data-id')));
const item = (page: Page, list: string, name: string): Locator =>
  page.locator(`${list} li`).getByText(name, { exact: true });
const values = async (page: Page, list: string): Promise<readonly string[]> =>
  await page.locator(`${list} .ais-RefinementList-labelText`).allTextContents();
const counts = async (page: Page, list: string): Promise<readonly number[]> =>
  (await page.locator(`${list} .ais-RefinementList-count`).allTextContents()).map(Number);

async function type(page: Page, box: string, text: string): Promise<void> {
  await page.locator(`${box} input[type=search]`).fill(text);
}

async function stats(page: Page, text: string): Promise<void> {
  const shown = page.locator('#stats .ais-Stats-text');
  await expect.poll(async () => await shown.textContent().catch(() => '')).toMatch(`${text} found`);
}

async function first(page: Page, id: string): Promise<void> {
  await expect
    .poll(
      async () =>
        await ids(page)
          .first()
          .getAttribute('data-id')
          .catch(() => ''),
    )
    .toBe(id);
}
