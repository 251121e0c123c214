import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds against the page as it is, with all that can be opened open: each rule with the first place that breaks it. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{
    violations: readonly { id: string; nodes: readonly { html: string }[] }[];
  }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
