import type { Store } from '@nestvec/core';

const refuse = async (): Promise<never> =>
  await Promise.reject(new Error('the source was written'));

/** Every write of a store, as an error. Loads nothing, since processes that only copy take it too. */
export const refusedWrites: Partial<Store> = {
  apply: refuse,
  upsert: refuse,
  update: refuse,
  remove: refuse,
  drop: refuse,
  removeTenant: refuse,
  optimize: refuse,
};
