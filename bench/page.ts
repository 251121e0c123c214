// The budget of the page, in Chromium over the quickstart's catalogue: script, first results, interactions, shifts of the layout, and what the first
// results wait for. `ROUNDS=9 node bench/page.ts` after `npm run build`; nothing else may run meanwhile.
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium, noChromium } from '../tests/support/browser.ts';
import { openShopPage, scriptBytes } from '../tests/support/shop-page.ts';
import { numberFrom } from './support/environment.ts';
import { type Load, loadPage } from './page/load.ts';
import { type Interaction, useAsShopper } from './page/use.ts';
import { median, printTable, shown } from './support/table.ts';

const rounds = numberFrom('ROUNDS', 9);
/** A network as one has it at home, beside none. */
const home = { latencyMs: 40, megabits: 10 };

const executable = chromiumPath();
if (executable === undefined) throw new Error(noChromium);
const shop = await openShopPage();
const browser = await launchChromium(executable);
try {
  await loadPage(browser, shop.url); // what compilers and caches take the first time
  const loads = await times(async () => await loadPage(browser, shop.url));
  const far = await times(async () => await loadPage(browser, shop.url, home));
  const uses = await times(async () => await useAsShopper(browser, shop.url));
  report(loads, far, uses);
} finally {
  await browser.close();
  await shop.close();
}

async function times<One>(measure: () => Promise<One>): Promise<One[]> {
  const all: One[] = [];
  for (let round = 0; round < rounds; round++) all.push(await measure());
  return all;
}

function report(
  loads: readonly Load[],
  far: readonly Load[],
  uses: readonly { interactions: readonly Interaction[]; shift: number }[],
): void {
  const spread = (values: readonly number[], digits = 0): readonly string[] =>
    [median(values), Math.max(...values)].map((value) => shown(value, digits));
  const first = loads.map(({ firstMs }) => firstMs);
  const shifts = [...loads.map(({ shift }) => shift), ...uses.map(({ shift }) => shift)];
  const all = uses.flatMap(({ interactions }) => interactions);
  const script = shown(scriptBytes() / 1000, 1);
  console.log(`Chromium ${browserVersion(browser)}, ${rounds} rounds, each with an empty cache\n`);
  printTable(
    ['what', 'budget', 'median', 'worst'],
    [
      ['script, kB of Brotli', '120', script, script],
      ['first results, ms', '1,000', ...spread(first)],
      [
        `first results over ${home.latencyMs} ms and ${home.megabits} Mbit/s, ms`,
        '',
        ...spread(far.map(({ firstMs }) => firstMs)),
      ],
      ['interaction to next paint, ms', '100', ...spread(all.map(({ ms }) => ms))],
      ['shift of the layout (CLS)', '0', ...spread(shifts, 3)],
    ],
  );
  console.log('\nWhat the first results wait for, in ms from the start of the navigation:\n');
  const steps = [...new Set(loads.flatMap(({ steps: own }) => own.map(({ name }) => name)))];
  printTable(
    ['request', 'begins', 'ends'],
    steps.map((name) => {
      const own = loads.flatMap(({ steps: those }) => those.filter((one) => one.name === name));
      return [
        name,
        shown(median(own.map(({ from }) => from))),
        shown(median(own.map(({ to }) => to))),
      ];
    }),
  );
  console.log('\nCPU until the first results and their images are shown, ms:\n');
  printTable(
    ['of', 'median', 'worst'],
    (['script', 'style and layout', 'all of the page', 'server'] as const).map((name) => [
      name,
      ...spread(loads.map(({ cpu }) => cpu[name])),
    ]),
  );
  console.log(
    '\nFrom an interaction to the next paint, ms (8 is the least that Chromium reports):\n',
  );
  const names = [...new Set(all.map(({ name }) => name))];
  printTable(
    ['interaction', 'median', 'worst'],
    names.map((name) => [
      name,
      ...spread(all.filter((one) => one.name === name).map(({ ms }) => ms)),
    ]),
  );
}

function browserVersion(one: Browser): string {
  return one.version();
}
