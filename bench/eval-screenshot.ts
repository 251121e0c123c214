import { resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromiumPath, launchChromium, noChromium } from '../tests/support/browser.ts';

// Photographs the page of eval-openmoji.ts for README.md: `OUT=folder node bench/eval-openmoji.ts`, then `OUT=folder node bench/eval-screenshot.ts`.
// Needs Chromium.

const out = env['OUT'];
if (out === undefined) throw new Error('set OUT to the folder that eval-openmoji.ts wrote to');
const executable = chromiumPath();
if (executable === undefined) throw new Error(noChromium);
const browser = await launchChromium(executable);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1820 } });
  await page.goto(pathToFileURL(resolve(out, 'openmoji.html')).href);
  await page.screenshot({ path: fileURLToPath(new URL('eval-report.png', import.meta.url)) });
} finally {
  await browser.close();
}
