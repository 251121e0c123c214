import { retry, type RetryOptions } from '../async/retry.ts';
import { isNestvecError } from '../errors.ts';
import type { CollectionSpec } from '../spec/spec.ts';
import type { Store } from './store.ts';

/** The second creator, in this process or another, sees by a new plan that nothing is left to do. */
const mostPlans = 5;

/**
 * Makes the collection of a spec, or what it lacks, also where others do so at the same time. Tried again as every write is: what a broken
 * connection left is seen by the next plan. Rejects with `plan` where a step is refused or would lose records.
 */
export async function applySpec(
  store: Pick<Store, 'plan' | 'apply' | 'collection'>,
  spec: CollectionSpec,
  { signal, onRetry }: Pick<RetryOptions, 'signal' | 'onRetry'>,
): Promise<void> {
  const attempt = async (): Promise<void> => {
    for (let tried = 1; ; tried++) {
      try {
        await store.apply(await store.plan(spec, { signal }), { signal });
        return;
      } catch (error) {
        const isStale = isNestvecError(error, 'plan') && error.details.reason === 'stale';
        if (!isStale || tried === mostPlans) throw error;
      }
    }
  };
  await retry(attempt, { operation: `creating ${store.collection}`, signal, onRetry });
}
