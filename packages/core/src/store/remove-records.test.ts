import { expect, it } from 'vitest';
import { testSpec } from '../__fixtures__/spec.ts';
import { NestvecError } from '../errors.ts';
import { removeRecords } from './remove-records.ts';
import { connectionFailure } from './server/request-failure.ts';
import { storeErrors } from './store-errors.ts';

const errors = storeErrors({
  database: 'fake',
  title: 'Fake',
  readFailure: connectionFailure,
  isMissing: () => false,
  advice: () => undefined,
});
const scope = {
  collection: 'things',
  spec: testSpec,
  incomplete: [],
  tenant: undefined,
  operation: 'remove',
  signal: undefined,
  begin: () => {},
};
const ids = Array.from({ length: 12_000 }, (_, i) => `id${i}`);

it.each<[string, (some: readonly string[]) => Error, number]>([
  ['all of it', () => new Error('timed out'), 7000],
  [
    'only the ids that it names',
    (some) =>
      new NestvecError('store', 'refused', {
        database: 'fake',
        collection: 'things',
        operation: 'remove',
        unconfirmedIds: some.slice(-10),
        retryable: true,
      }),
    2010,
  ],
])('leaves of a request that fails %s unconfirmed, and all that follow', async (_, fail, count) => {
  let requests = 0;
  const byIds = async (some: readonly string[]): Promise<void> => {
    if (++requests === 2) throw fail(some);
    await Promise.resolve();
  };
  const removal = { byIds, byFilter: async () => {} };
  await expect(removeRecords(scope, removal, { ids }, errors)).rejects.toMatchObject({
    code: 'store',
    details: { unconfirmedIds: ids.slice(-count).slice(0, count) },
  });
  expect(requests).toBe(2);
});
