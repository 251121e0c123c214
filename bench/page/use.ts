import type { Browser, Page } from 'playwright-core';
import { watch } from './load.ts';

/** What someone did, and how long the page took to paint after it, in milliseconds. */
export interface Interaction {
  readonly name: string;
  readonly ms: number;
}

/** Events that are slower than so many milliseconds are all that Chromium reports; it takes no less than this. */
const leastMs = 16;

/** Does what a shopper does; gives how long each took to the next paint, and the shifts of the layout meanwhile that no one caused. */
export async function useAsShopper(
  browser: Browser,
  url: string,
): Promise<{ interactions: readonly Interaction[]; shift: number }> {
  const visitor = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en',
  });
  try {
    const page = await visitor.newPage();
    await page.addInitScript(`${watch}
      window.slow = [];
      window.caused = 0;
      new PerformanceObserver((list) => { for (const one of list.getEntries()) window.slow.push(one.duration); })
        .observe({ type: 'event', durationThreshold: ${leastMs}, buffered: true });
      new PerformanceObserver((list) => { for (const one of list.getEntries()) if (one.hadRecentInput) window.caused += one.value; })
        .observe({ type: 'layout-shift', buffered: true });
    `);
    await page.goto(url);
    await page.locator('.hits h3').nth(23).waitFor();
    const interactions: Interaction[] = [];
    for (const [name, act] of Object.entries(acts)) {
      await page.evaluate('window.slow.length = 0');
      await act(page);
      await page.waitForLoadState('networkidle');
      // Durations of events come a moment after the paint.
      await page.waitForTimeout(300);
      const slow = await page.evaluate<number[]>('window.slow');
      interactions.push({ name, ms: Math.max(8, ...slow) });
    }
    return { interactions, shift: await page.evaluate<number>('window.shift - window.caused') };
  } finally {
    await visitor.close();
  }
}

const acts: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'a word, letter by letter': async (page) =>
    await page
      .getByRole('searchbox', { name: 'Search', exact: true })
      .pressSequentially('guitar', { delay: 60 }),
  'a filter': async (page) => await page.getByRole('checkbox', { name: /^music/ }).check(),
  'no filter': async (page) => await page.getByRole('button', { name: 'Clear filters' }).click(),
  'a slider, eight keys': async (page) => {
    await page.getByRole('slider', { name: 'Price, to' }).focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('PageDown');
  },
  'the order': async (page) => await page.getByLabel('Sort by').selectOption('shop/sort/price:asc'),
  'the list': async (page) => await page.getByRole('button', { name: 'List' }).click(),
  'why this result': async (page) => await page.locator('.why summary').first().click(),
  'the next page': async (page) => await page.getByRole('link', { name: 'Next page' }).click(),
  'more like this': async (page) => await page.locator('.like').first().click(),
  'dark colours': async (page) => {
    await page.getByLabel('Colours').focus();
    await page.keyboard.press('End');
  },
  Arabic: async (page) => {
    await page.locator('footer select').first().focus();
    await page.keyboard.press('End');
  },
};
