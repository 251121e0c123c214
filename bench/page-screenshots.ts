// Photographs the shop of examples/product-catalog, for its README and others: on a desktop and on a phone, light and dark. It imports the shipped catalogue
// first. `node bench/page-screenshots.ts` after `npm run build`; needs Chromium.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium, noChromium } from '../tests/support/browser.ts';
import { serveShop } from '../tests/support/shop-program.ts';
import { root } from '../tests/support/workspace.ts';

const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1.5,
  hasTouch: true,
  isMobile: true,
};
interface Shot {
  readonly path: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly deviceScaleFactor?: number;
  readonly hasTouch?: boolean;
  readonly isMobile?: boolean;
  readonly dark: boolean;
}

/** By the names of their files. */
const shots: Readonly<Record<string, Shot>> = {
  // What is like the red apple, but green.
  shop: { path: '?like=red-apple&q=green', viewport: { width: 1280, height: 860 }, dark: false },
  'shop-dark': { path: '?q=Gitarre', viewport: { width: 1280, height: 860 }, dark: true },
  'shop-phone': { path: '?like=red-apple&q=green', ...phone, dark: false },
  'shop-phone-arabic': { path: '?q=كمان&lang=ar', ...phone, dark: true },
};

const executable = chromiumPath();
if (executable === undefined) throw new Error(noChromium);
const folder = await mkdtemp(join(tmpdir(), 'nestvec-screenshots-'));
const shop = await serveShop(folder);
const browser = await launchChromium(executable);
try {
  for (const [name, shot] of Object.entries(shots)) await take(browser, name, shot);
} finally {
  await browser.close();
  await shop.stop();
  await rm(folder, { recursive: true, force: true });
}

async function take(one: Browser, name: string, { path, dark, ...screen }: Shot): Promise<void> {
  const visitor = await one.newContext({
    ...screen,
    locale: 'en',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await visitor.newPage();
  await page.goto(`${shop.url}/${path}`);
  await page.locator('.hits h3').nth(5).waitFor();
  await page.waitForLoadState('networkidle');
  const file = join(root, 'examples/product-catalog/screenshots', `${name}.webp`);
  const cdp = await visitor.newCDPSession(page);
  const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  await writeFile(file, Buffer.from(data, 'base64'));
  console.log(`${file}: ${Math.round((await stat(file)).size / 1000)} kB`);
  await visitor.close();
}
