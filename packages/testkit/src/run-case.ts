import type { Store } from '@nestvec/core';
import type { CaseContext, ConformanceCase } from './case.ts';
import { baseSpec } from './data/spec.ts';
import { settleAfterWrites } from './wrap-store.ts';

/** How the stores of a suite are opened. */
export interface StoreOpener {
  /** A handle on a collection that may not exist yet. Two handles on one name see the same records. */
  readonly open: (collection: string) => Store;
  /**
   * Waits until every write so far is seen by reads; called after each write. Only for databases whose `readAfterWrite`
   * is `eventual`.
   */
  readonly settle?: ((store: Store) => Promise<void>) | undefined;
}

/**
 * Runs one case on collections whose names begin with `prefix`; they are dropped and every handle is closed afterwards. Rejects with what
 * the case throws.
 */
export async function runCase(
  { run }: Pick<ConformanceCase, 'run'>,
  opener: StoreOpener,
  prefix: string,
): Promise<void> {
  const opened: Store[] = [];
  const nameOf = (suffix = ''): string => `${prefix}${suffix}`;
  const open: CaseContext['open'] = (suffix) => {
    const store = opener.open(nameOf(suffix));
    opened.push(store);
    return opener.settle === undefined ? store : settleAfterWrites(store, opener.settle);
  };
  const spec: CaseContext['spec'] = (changes, suffix) => ({
    ...baseSpec,
    ...changes,
    name: nameOf(suffix),
  });
  const context: CaseContext = {
    open,
    spec,
    async create(changes, suffix) {
      const store = open(suffix);
      await store.apply(await store.plan(spec(changes, suffix)));
      return store;
    },
  };
  try {
    await run(context);
  } catch (error) {
    // The first failure is the one to report.
    await cleanUp(opened, opener).catch(() => {});
    throw error;
  }
  await cleanUp(opened, opener);
}

async function cleanUp(opened: readonly Store[], opener: StoreOpener): Promise<void> {
  const names = new Set(opened.map((store) => store.collection));
  for (const name of names) {
    const store = opener.open(name);
    if (store.capabilities.aliases !== false) await store.aliases.remove(name);
    await store.close();
  }
  for (const name of names) {
    const store = opener.open(name);
    await store.drop();
    await store.close();
  }
  for (const store of opened) await store.close();
}
