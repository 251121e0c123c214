import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Conformance, notApplicable, startConformance } from './__fixtures__/conformance.ts';

let official: Conformance;
beforeAll(async () => {
  official = await startConformance();
});
afterAll(async () => await official.close());

const cases = notApplicable.flatMap(({ why, says, scenarios }) =>
  scenarios.map((scenario) => ({ why, says, scenario })),
);

it.each(cases)(
  'the official scenario $scenario fails for no other reason than that such scenarios $why',
  { timeout: 300_000 },
  async ({ says, scenario }) => {
    const checks = await official.run(scenario);
    const first = checks.find(({ status }) => status === 'FAILURE' || status === 'WARNING');
    expect(`${first?.errorMessage ?? ''}${first?.details?.message ?? ''}`).toMatch(says);
  },
);
