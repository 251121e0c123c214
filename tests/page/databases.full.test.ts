// The page over servers, and over many records: what of it asks the database.
import { readFileSync } from 'node:fs';
import { env, pid } from 'node:process';
import type { Store } from '@nestvec/core';
import { qdrant } from '@nestvec/qdrant';
import { realServer, type ServerName } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { chromiumPath, launchChromium, noChromium } from '../support/browser.ts';
import { axeViolations } from '../support/axe.ts';
import { bananaImage, openShopPage } from '../support/shop-page.ts';
import {
  counted,
  first,
  giveFile,
  overflow,
  params,
  titles,
  visitPage,
} from '../support/visit-page.ts';

/** Of this run alone, on servers that others use. */
const collection = `page_${Date.now().toString(36)}_${pid}`;

/** Does all that the page can over a shop of so many records; gives what the browser complained of. */
async function walkThrough(
  context: TestContext,
  records: number,
  openStore?: (folder: string) => Store,
): Promise<readonly string[]> {
  const executable = chromiumPath();
  if (executable === undefined) context.skip(noChromium);
  const copies = Math.ceil(records / 312);
  const shop = await openShopPage(openStore, copies);
  onTestFinished(async () => {
    await shop.index.store.drop();
    await shop.close();
  });
  const browser = await launchChromium(executable);
  onTestFinished(async () => await browser.close());
  const started = performance.now();
  const page = await visitPage(browser, shop.url);
  await titles(page).first().waitFor();
  console.log(
    `page over ${shop.index.store.database}, ${copies * 312} records: first results after ${(performance.now() - started).toFixed(0)} ms`,
  );
  const written = (count: number): RegExp =>
    new RegExp(`^${new Intl.NumberFormat('en').format(count)} results$`);
  // Filters, their counts and back; an order, and its pages.
  await counted(page, written(copies * 312));
  await page.getByRole('checkbox', { name: 'No' }).check();
  await counted(page, written(copies * 104));
  await page.goBack();
  await counted(page, written(copies * 312));
  await page.getByRole('checkbox', { name: 'No' }).check();
  await page.getByLabel('Sort by').selectOption('shop/sort/price:asc');
  await expect
    .poll(async () => {
      const all = await page.locator('.price').allTextContents();
      const prices = all.map((text) => Number(text.replaceAll(/[^\d.]/g, '')));
      return prices.length === 24 && prices.every((one, i) => one >= (prices[i - 1] ?? 0));
    })
    .toBe(true);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect.poll(() => params(page).get('page')).toBe('2');
  const upper = page.getByRole('slider', { name: 'Price, to' });
  await upper.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
  await expect.poll(() => params(page).get('in.price')).toMatch(/^:\d+/);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await counted(page, written(copies * 312));

  // Words; why; more like it; this, but as words say.
  await page.goto(`${shop.url}/?q=Gitarre`);
  await first(page, 'guitar');
  await counted(page, 'The best 100');
  await page.locator('.why summary').first().click();
  await page.getByText('Similarity').first().waitFor();
  await page.getByRole('button', { name: 'More like this: guitar' }).first().click();
  await page.getByRole('region', { name: 'Like “guitar”' }).waitFor();
  await titles(page).nth(23).waitFor();
  await page.goto(`${shop.url}/?like=red-apple&q=green`);
  // Its own copies are more like it than what is green.
  await first(page, copies === 1 ? 'green apple' : 'red apple');
  await page.getByRole('slider', { name: 'Words or image' }).focus();
  await page.keyboard.press('End');
  await expect.poll(() => params(page).get('mix')).toBe('1');

  // An image that is chosen, pasted, dropped, and photographed on a phone.
  await page.goto(shop.url);
  await page.getByLabel('Search by an image').setInputFiles(bananaImage);
  await first(page, 'banana');
  for (const by of ['paste', 'drop'] as const) {
    await page.getByRole('button', { name: /^Remove/ }).click();
    await counted(page, written(copies * 312));
    await giveFile(page, by, readFileSync(bananaImage));
    await first(page, 'banana');
  }
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  for (const [lang, sentence] of [
    ['de', 'Die besten 100'],
    ['ar', 'أفضل النتائج'],
  ] as const) {
    const small = await visitPage(browser, `${shop.url}/?lang=${lang}`, phone);
    await small.locator('.photo input').setInputFiles(bananaImage);
    await first(small, 'banana');
    await counted(small, sentence);
    expect(await overflow(small)).toBe(0);
    expect(await axeViolations(small)).toEqual([]);
    expect(small.problems).toEqual([]);
  }
  await page.getByLabel('Colours').selectOption('dark');
  await page.getByRole('button', { name: 'List' }).click();
  expect(await axeViolations(page)).toEqual([]);
  return page.problems;
}

/** Where a server is; the test is skipped where there is none. */
async function serverFor(name: ServerName, context: TestContext) {
  const server = await realServer(name);
  if (typeof server === 'string') return context.skip(server);
  onTestFinished(server.stop);
  return server;
}

/** The counts that each database is walked through with. */
const counts = [300, 20_000];

it.for(counts)(
  'works over %i records in Qdrant',
  { timeout: 300_000 },
  async (records, context) => {
    const { url } = await serverFor('qdrant', context);
    const apiKey = env['QDRANT_API_KEY'];
    const open = () => qdrant({ url, apiKey, collection: `${collection}_${records}` });
    expect(await walkThrough(context, records, open)).toEqual([]);
  },
);

it.for(counts)(
  'works over %i records in Weaviate',
  { timeout: 300_000 },
  async (records, context) => {
    const { url, grpcUrl } = await serverFor('weaviate', context);
    const grpc = grpcUrl === undefined ? undefined : { url: grpcUrl };
    const apiKey = env['WEAVIATE_API_KEY'];
    const open = () => weaviate({ url, grpc, apiKey, collection: `${collection}_${records}` });
    expect(await walkThrough(context, records, open)).toEqual([]);
  },
);

it.for(counts)(
  'works over %i records in LanceDB',
  { timeout: 300_000 },
  async (records, context) => {
    expect(await walkThrough(context, records)).toEqual([]);
  },
);
