import type { Store } from '@nestvec/core';
import type { CaseContext } from '../case.ts';
import { makeRecord } from './records.ts';
import { miniIdentity } from './spec.ts';

/** Two filled collections, and a store of an alias of the first. */
export interface Aliased {
  readonly old: Store;
  readonly next: Store;
  /** Opened by the alias. */
  readonly live: Store;
  readonly alias: string;
}

/** Makes them: each with the records `a` and `old`, or `a` and `new`. */
export async function aliased({ create, open }: CaseContext): Promise<Aliased> {
  const old = await create();
  const next = await create({}, '_next');
  await old.upsert([makeRecord('a', 1), makeRecord('old', 2)]);
  await next.upsert([makeRecord('a', 3), makeRecord('new', 4)]);
  const live = open('_live');
  const alias = live.collection;
  await old.aliases.set(alias, old.collection);
  return { old, next, live, alias };
}

/** Another embedder, whose vectors have the same length. */
export const otherModel: typeof miniIdentity = { ...miniIdentity, revision: 'fedcba9876543210' };
