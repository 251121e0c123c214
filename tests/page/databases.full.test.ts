// The page over servers, and over many records: what of it asks the database.
import { env, pid } from 'node:process';
import type { Store } from '@nestvec/core';
import { qdrant } from '@nestvec/qdrant';
import { realServer, type ServerName } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { chromiumPath, launchChromium, noChromium } from '../support/browser.ts';
import { openShopPage } from '../support/shop-page.ts';

/** Of this run alone, on servers that others use. */
const collection = `page_${Date.now().toString(36)}_${pid}`;

/** Searches, narrows, sorts and turns pages of a shop of so many records; gives how many results are shown in the end. */
async function walkThrough(
  context: TestContext,
  records: number,
  openStore?: (folder: string) => Store,
): Promise<number> {
  const executable = chromiumPath();
  if (executable === undefined) context.skip(noChromium);
  const shop = await openShopPage(openStore, Math.ceil(records / 312));
  onTestFinished(async () => {
    await shop.index.store.drop();
    await shop.close();
  });
  const browser = await launchChromium(executable);
  onTestFinished(async () => await browser.close());
  const page = await browser.newPage({ locale: 'en', viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  const first = async (title: string): Promise<void> =>
    await expect
      .poll(
        async () =>
          await page
            .locator('.hits h3')
            .allTextContents()
            .then(([one]) => one),
      )
      .toBe(title);
  const count = async (text: string | RegExp): Promise<void> =>
    await expect
      .poll(async () => await page.locator('.toolbar .count').textContent())
      .toMatch(text);
  const copies = Math.ceil(records / 312);
  const started = performance.now();
  await page.goto(shop.url);
  await page.locator('.hits h3').first().waitFor();
  console.log(
    `page over ${shop.index.store.database}, ${copies * 312} records: first results after ${(performance.now() - started).toFixed(0)} ms`,
  );
  await count(`${new Intl.NumberFormat('en').format(copies * 312)} results`);
  await page.getByRole('checkbox', { name: 'No' }).check();
  await count(`${new Intl.NumberFormat('en').format(copies * 104)} results`);
  await page.getByLabel('Sort by').selectOption('shop/sort/price:asc');
  await expect
    .poll(async () => {
      const all = await page.locator('.price').allTextContents();
      const prices = all.map((text) => Number(text.replaceAll(/[^\d.]/g, '')));
      return prices.length === 24 && prices.every((one, i) => one >= (prices[i - 1] ?? 0));
    })
    .toBe(true);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('page')).toBe('2');
  await page.goto(`${shop.url}/?q=Gitarre`);
  await first('guitar');
  await count('The best 100');
  await page.getByRole('button', { name: 'More like this: guitar' }).first().click();
  await page.getByRole('region', { name: 'Like “guitar”' }).waitFor();
  await page.locator('.hits h3').nth(23).waitFor();
  return await page.locator('.hits h3').count();
}

/** Where a server is; the test is skipped where there is none. */
async function serverFor(name: ServerName, context: TestContext) {
  const server = await realServer(name);
  if (typeof server === 'string') return context.skip(server);
  onTestFinished(server.stop);
  return server;
}

it('works over Qdrant', { timeout: 300_000 }, async (context) => {
  const { url } = await serverFor('qdrant', context);
  const apiKey = env['QDRANT_API_KEY'];
  expect(await walkThrough(context, 300, () => qdrant({ url, apiKey, collection }))).toBe(24);
});

it('works over Weaviate', { timeout: 300_000 }, async (context) => {
  const { url, grpcUrl } = await serverFor('weaviate', context);
  const grpc = grpcUrl === undefined ? undefined : { url: grpcUrl };
  const apiKey = env['WEAVIATE_API_KEY'];
  expect(await walkThrough(context, 300, () => weaviate({ url, grpc, apiKey, collection }))).toBe(
    24,
  );
});

it('works over 20,000 records in LanceDB', { timeout: 300_000 }, async (context) => {
  expect(await walkThrough(context, 20_000)).toBe(24);
});
