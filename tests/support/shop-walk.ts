import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from '../engine/__fixtures__/journalled.ts';
import { catalogue, runShop, serveShop } from './shop-program.ts';
import { box, card, count, counted, first, titles, visitPage } from './visit-page.ts';

/** Two bananas that nothing but price and stock tells apart, a violin of two images, and apples of two colours. */
function feedOf(
  stocks: readonly ['in_stock' | 'out_of_stock', 'in_stock' | 'out_of_stock'],
): string {
  return [
    'id\ttitle\timage_link\tadditional_image_link\tprice\tavailability\tcolor\tgoogle_product_category\titem_group_id',
    `b1\tBanana\timages/banana.webp\t\t1.00 USD\t${stocks[0]}\tyellow\tFood > Fruit\t`,
    `b2\tBanana\timages/banana.webp\t\t2.00 USD\t${stocks[1]}\tyellow\tFood > Fruit\t`,
    'a1\tRed apple\timages/red-apple.webp\t\t3.00 USD\tin_stock\tred\tFood > Fruit\tapple',
    'a2\tGreen apple\timages/green-apple.webp\t\t4.00 USD\tin_stock\tgreen\tFood > Fruit\tapple',
    'v1\tViolin\timages/violin.webp\tqueries/violin.webp\t90.00 USD\tin_stock\tbrown\tMusic\t',
  ].join('\n');
}

/** Imports a feed by the example, opens its page, searches it, and imports it again with other stocks; gives what the browser complained of. */
export async function walkThroughShop(
  browser: Browser,
  flags: readonly string[],
): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  const given = ['--feed', 'feed.tsv', '--images', catalogue, ...flags];
  await writeFile(join(folder, 'feed.tsv'), feedOf(['out_of_stock', 'in_stock']));
  const shop = await serveShop(folder, given);
  onTestFinished(async () => void (await shop.stop()));

  const page = await visitPage(browser, shop.url);
  await page.getByRole('heading', { name: 'The shop' }).waitFor();
  // Variants are one result, and so are images.
  await counted(page, /^4 results$/);
  await box(page).fill('Banane');
  await first(page, 'Banana');
  // What is in stock comes first; nothing else tells them apart.
  expect(await page.locator('.price').first().textContent()).toBe('$2.00');
  await box(page).fill('apple');
  await expect.poll(async () => await titles(page).first().textContent()).toMatch(/ apple$/);
  expect(
    (await titles(page).allTextContents()).filter((one) => one.endsWith('apple')),
  ).toHaveLength(1);
  // Its other image, which is not the main one, finds it.
  await page.getByLabel('Search by an image').setInputFiles(join(catalogue, 'queries/violin.webp'));
  await page.getByRole('button', { name: /^Remove/ }).waitFor();
  await box(page).fill('');
  await first(page, 'Violin');
  expect(await card(page, 'Violin').count()).toBe(1);
  await page.getByRole('button', { name: /^Remove/ }).click();
  await counted(page, /^4 results$/);
  await page
    .getByRole('group', { name: 'Category' })
    .getByRole('checkbox', { name: /^Music/ })
    .check();
  await counted(page, /^1 result$/);

  await writeFile(join(folder, 'feed.tsv'), feedOf(['in_stock', 'out_of_stock']));
  const again = await runShop(folder, ['--import-only', ...given]);
  expect(again.printed).toContain(
    ': 0 embedded, 2 updated without, 4 as they were, 0 removed, 0 failed,',
  );
  expect(again.code).toBe(0);
  await page.goto(`${shop.url}/?q=Banane`);
  await first(page, 'Banana');
  expect(await page.locator('.price').first().textContent()).toBe('$1.00');
  expect(await count(page).textContent()).not.toBe('');
  return page.problems;
}
