import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** The page as someone sees it. */
export interface Visit extends Page {
  /** What the console and the browser's guards complained of. */
  readonly problems: string[];
}

/** Opens an address of a server for someone who was never there; closed with the test. */
export async function visitPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const visitor = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en',
    reducedMotion: 'reduce',
    ...options,
  });
  onTestFinished(async () => await visitor.close());
  const page = await visitor.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  const { origin } = new URL(address);
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('blob:'))
      problems.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  return Object.assign(page, { problems });
}

export const titles = (page: Page): Locator => page.locator('.hits h3');
export const box = (page: Page): Locator => page.locator('form[role=search] input[name=q]');
export const count = (page: Page): Locator => page.locator('.toolbar .count');
export const card = (page: Page, name: string): Locator =>
  page.locator('.hit', { has: page.getByRole('heading', { name, exact: true }) });
export const params = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

/** Waits until this is the title of the first result. */
export async function first(page: Page, title: string): Promise<void> {
  await expect
    .poll(
      async () =>
        await titles(page)
          .first()
          .textContent({ timeout: 1000 })
          .catch(() => ''),
    )
    .toBe(title);
}

/** Waits until the sentence above the results is so. */
export async function counted(page: Page, text: string | RegExp): Promise<void> {
  await expect.poll(async () => await count(page).textContent()).toMatch(text);
}

/** Pastes or drops a file, as the browser does. */
export async function giveFile(page: Page, by: 'paste' | 'drop', bytes: Buffer): Promise<void> {
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'image.webp', { type: 'image/webp' }));
    window.dispatchEvent('${by}' === 'paste'
      ? new ClipboardEvent('paste', { clipboardData: data })
      : new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  })()`);
}

/** How much wider the page is than the screen, in pixels. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
