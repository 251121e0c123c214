import { existsSync } from 'node:fs';
import { env, getuid } from 'node:process';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium lies, unless `NESTVEC_CHROMIUM` says it: as Debian, Ubuntu, macOS and Windows install it. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Chromium’s path; `undefined` where there is none. */
export function chromiumPath(): string | undefined {
  const named = env['NESTVEC_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  return places.find((path) => existsSync(path));
}

/** Why tests in a browser are skipped, and what to do. */
export const noChromium =
  'no Chromium here; apt-get install chromium, or name one by NESTVEC_CHROMIUM';

export async function launchChromium(executablePath: string): Promise<Browser> {
  // Its sandbox takes a user that is not root.
  const args = getuid?.() === 0 ? ['--no-sandbox'] : [];
  return await chromium.launch({ executablePath, args });
}
