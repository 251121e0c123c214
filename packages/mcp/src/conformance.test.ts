import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  applicable,
  type Conformance,
  notApplicable,
  startConformance,
} from './__fixtures__/conformance.ts';

let official: Conformance;
beforeAll(async () => {
  official = await startConformance();
});
afterAll(async () => await official.close());

it.each(applicable)(
  'passes the official conformance scenario %s at /mcp of nestvec’s server',
  { timeout: 300_000 },
  async (scenario) => {
    const checks = await official.run(scenario);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.map(({ id, status }) => [id, status])).toEqual(
      checks.map(({ id }) => [id, 'SUCCESS']),
    );
  },
);

it('knows every scenario for servers, and the README names those that do not apply', async () => {
  const others = notApplicable.flatMap(({ scenarios }) => scenarios);
  expect((await official.list()).toSorted()).toEqual([...applicable, ...others].toSorted());
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  for (const { why, scenarios } of notApplicable) {
    expect(readme).toContain(why);
    for (const scenario of scenarios) expect(readme).toContain(`\`${scenario}\``);
  }
});
