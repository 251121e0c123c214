/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { afterAll, describe, it } from 'vitest';
import { changeCases } from './__fixtures__/change-cases.ts';
import { edgeCases } from './__fixtures__/edge-cases.ts';
import { errorCases } from './__fixtures__/error-cases.ts';
import { filterCases } from './__fixtures__/filter-cases.ts';
import { indexCases } from './__fixtures__/index-cases.ts';
import { memoryCases } from './__fixtures__/memory-cases.ts';
import { openDatabase } from './__fixtures__/opened.ts';
import { ownCases } from './__fixtures__/own-cases.ts';
import { stores } from './__fixtures__/stores.ts';

afterAll(async () => {
  for (const { close } of stores) await close();
});

describe.each(stores)('$name', { timeout: 60_000 }, ({ open, list }) => {
  if (typeof open === 'string') {
    it('does what Mastra asks of a vector store', (context) => {
      context.skip(open);
    });
    return;
  }
  const opened = openDatabase(open, list);
  afterAll(async () => await opened.close());
  for (const [domain, cases] of Object.entries({
    'basic operations': indexCases,
    'filter operators': filterCases,
    'edge cases': edgeCases,
    'error handling': errorCases,
    'metadata filtering': memoryCases,
    'advanced operations': changeCases,
  }))
    describe(domain, () => {
      cases(opened);
    });
  describe('own', () => {
    ownCases(open, list);
  });
});
