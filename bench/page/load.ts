import { cpuUsage } from 'node:process';
import type { Browser } from 'playwright-core';

/** How the page was opened once, in milliseconds. */
export interface Load {
  /** From the start of the navigation until a title of a result is there. */
  readonly firstMs: number;
  /** Sum of all shifts of the layout. */
  readonly shift: number;
  /** Requests before the first results, by when they began and ended. */
  readonly steps: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly cpu: Readonly<
    Record<'script' | 'style and layout' | 'all of the page' | 'server', number>
  >;
}

/** Watches for the first results, and for shifts, from the very start. */
export const watch = `
  window.shift = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shift += one.value; })
    .observe({ type: 'layout-shift', buffered: true });
  new MutationObserver((_, self) => {
    if (document.querySelector('.hits h3') === null) return;
    window.firstMs = performance.now();
    self.disconnect();
  }).observe(document, { childList: true, subtree: true });
`;

/** Opens the page with an empty cache, over a network that is slowed down where one is given. */
export async function loadPage(
  browser: Browser,
  url: string,
  network?: { readonly latencyMs: number; readonly megabits: number },
): Promise<Load> {
  const visitor = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en',
  });
  try {
    const page = await visitor.newPage();
    await page.addInitScript(watch);
    const cdp = await visitor.newCDPSession(page);
    await cdp.send('Performance.enable');
    if (network !== undefined) {
      const throughput = (network.megabits * 1e6) / 8;
      await cdp.send('Network.enable');
      await cdp.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: network.latencyMs,
        downloadThroughput: throughput,
        uploadThroughput: throughput,
      });
    }
    const before = cpuUsage();
    await page.goto(url);
    await page.locator('.hits h3').first().waitFor();
    await page.waitForLoadState('networkidle');
    const server = cpuUsage(before);
    const { metrics } = await cdp.send('Performance.getMetrics');
    const msOf = (name: string): number =>
      (metrics.find((one) => one.name === name)?.value ?? 0) * 1000;
    const seen = await page.evaluate<Omit<Load, 'cpu'>>(`({
      firstMs: window.firstMs,
      shift: window.shift,
      steps: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter((one) => !/[.]svg$|[/]image[/]/.test(one.name) && one.startTime < window.firstMs)
        .map((one) => ({
          name: new URL(one.name).pathname.replace(/-[^/]{8}[.]/, '.'),
          from: one.startTime,
          to: one.responseEnd,
        })),
    })`);
    return {
      ...seen,
      cpu: {
        script: msOf('ScriptDuration'),
        'style and layout': msOf('LayoutDuration') + msOf('RecalcStyleDuration'),
        'all of the page': msOf('TaskDuration'),
        server: (server.user + server.system) / 1000,
      },
    };
  } finally {
    await visitor.close();
  }
}
