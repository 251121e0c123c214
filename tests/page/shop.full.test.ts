// The shop of the example over servers, and with the catalogue that is shipped.
import { env, pid } from 'node:process';
import { qdrant } from '@nestvec/qdrant';
import { realServer } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, type TestContext } from 'vitest';
import { temporaryFolder } from '../engine/__fixtures__/journalled.ts';
import { chromiumPath, launchChromium, noChromium } from '../support/browser.ts';
import { serveShop } from '../support/shop-program.ts';
import { walkThroughShop } from '../support/shop-walk.ts';
import { box, counted, first, overflow, titles, visitPage } from '../support/visit-page.ts';

/** Of this run alone, on servers that others use. */
const collection = `shop_${Date.now().toString(36)}_${pid}`;

const executable = chromiumPath();
let browser: Browser;
beforeAll(async () => {
  if (executable !== undefined) browser = await launchChromium(executable);
});
afterAll(async () => {
  if (executable !== undefined) await browser.close();
});

/** The test is skipped where there is no browser, or no such server. */
async function serverFor(name: 'qdrant' | 'weaviate', context: TestContext) {
  if (executable === undefined) context.skip(noChromium);
  const server = await realServer(name);
  if (typeof server === 'string') return context.skip(server);
  onTestFinished(server.stop);
  return server;
}

it('is a shop over Qdrant', { timeout: 180_000 }, async (context) => {
  const { url } = await serverFor('qdrant', context);
  const store = qdrant({ url, apiKey: env['QDRANT_API_KEY'], collection });
  onTestFinished(async () => void (await store.drop()));
  const flags = ['--store', 'qdrant', '--url', url, '--collection', collection];
  expect(await walkThroughShop(browser, flags)).toEqual([]);
});

it('is a shop over Weaviate', { timeout: 180_000 }, async (context) => {
  const { url, grpcUrl } = await serverFor('weaviate', context);
  const store = weaviate({ url, apiKey: env['WEAVIATE_API_KEY'], collection });
  onTestFinished(async () => void (await store.drop()));
  const grpc = grpcUrl === undefined ? [] : ['--grpc-url', grpcUrl];
  const flags = ['--store', 'weaviate', '--url', url, ...grpc, '--collection', collection];
  expect(await walkThroughShop(browser, flags)).toEqual([]);
});

it('is one command with the catalogue that is shipped', { timeout: 180_000 }, async (context) => {
  if (executable === undefined) context.skip(noChromium);
  const shop = await serveShop(await temporaryFolder());
  const screen = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const page = await visitPage(browser, `${shop.url}/?lang=de`, screen);
  await counted(page, /^309 Ergebnisse$/);
  await box(page).fill('Geige');
  await first(page, 'violin');
  await page.getByRole('button', { name: 'Mehr davon: violin' }).tap();
  await page.getByRole('region', { name: /violin/ }).waitFor();
  await expect.poll(async () => await titles(page).count()).toBe(24);
  expect(await overflow(page)).toBe(0);
  expect(page.problems).toEqual([]);
  expect(await shop.stop()).toMatchObject({ code: 0 });
});
