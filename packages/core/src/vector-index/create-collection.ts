import type { IngestOptions } from '../ingest/types.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { applySpec } from '../store/apply-spec.ts';
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
        // Not by the signal of `createIndex`, which ends with that call.
        const own = { signal: call?.signal, onRetry: call?.onRetry };
        underWay ??= applySpec(store, spec, own).finally(() => {
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
