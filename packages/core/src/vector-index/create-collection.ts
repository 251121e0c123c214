import { isNestvecError } from '../errors.ts';
import { retry } from '../async/retry.ts';
import type { CallOptions } from '../async/signal.ts';
import type { IngestOptions } from '../ingest/types.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';

type Call = Pick<IngestOptions, 'signal' | 'onRetry'>;

/** The creation of a collection, done by the first call that needs it. */
export interface Creation {
  readonly isDone: () => boolean;
  /** Creates the collection if it is not there yet; calls at the same time share one creation. */
  readonly done: (call: Call | undefined) => Promise<void>;
}

/** What creates `spec` in the store, once. */
export function createCollection(store: Store, spec: ResolvedSpec, exists: boolean): Creation {
  let isDone = exists;
  let underWay: Promise<void> | undefined;
  return {
    isDone: () => isDone,
    async done(call) {
      while (!isDone) {
        const mine = underWay === undefined;
        underWay ??= create(store, spec, call).finally(() => {
          underWay = undefined;
        });
        try {
          await underWay;
          isDone = true;
        } catch (error) {
          // Another call's signal, or its tries, say nothing about this one.
          if (mine) throw error;
        }
      }
    },
  };
}

/** The second creator, in this process or another, sees by a new plan that nothing is left to do. */
const mostPlans = 5;

/** Tried again as every write is: what a broken connection left is seen by the next plan. */
async function create(store: Store, spec: ResolvedSpec, call: Call | undefined): Promise<void> {
  // Not by the signal of `createIndex`, which ends with that call.
  const options: CallOptions = { signal: call?.signal };
  const attempt = async (): Promise<void> => {
    for (let tried = 1; ; tried++) {
      try {
        await store.apply(await store.plan(spec, options), options);
        return;
      } catch (error) {
        const isStale = isNestvecError(error, 'plan') && error.details.reason === 'stale';
        if (!isStale || tried === mostPlans) throw error;
      }
    }
  };
  await retry(attempt, {
    operation: `creating ${store.collection}`,
    signal: options.signal,
    onRetry: call?.onRetry,
  });
}
