// The shop of the example in a real browser: its feed, its page, and what another feed changes.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath, launchChromium, noChromium } from '../support/browser.ts';
import { walkThroughShop } from '../support/shop-walk.ts';

const executable = chromiumPath();
let browser: Browser;
beforeAll(async () => {
  if (executable !== undefined) browser = await launchChromium(executable);
});
afterAll(async () => {
  if (executable !== undefined) await browser.close();
});

it('is a shop from a feed, over LanceDB', { timeout: 180_000 }, async (context) => {
  if (executable === undefined) context.skip(noChromium);
  expect(await walkThroughShop(browser, [])).toEqual([]);
});
