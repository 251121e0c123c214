import type { EmbedderIdentity, Plan, Store } from '@nestvec/core';
import type { ResolvedSpec } from '@nestvec/core/store';
import type { ModelChoice } from '../flags.ts';
import type { Io } from '../io.ts';
import { openModel } from '../open/model.ts';
import { askedSpec, type AskedParts } from './asked-spec.ts';

/** A plan, and how many records the collection has. */
export interface PlannedChange {
  readonly plan: Plan;
  readonly records: number;
}

/** Plans what is asked of a collection. A model is opened only where one is named or there is no collection yet. */
export async function planChange(
  store: Store,
  flags: ModelChoice & AskedParts,
  io: Io,
): Promise<PlannedChange> {
  const { signal } = io;
  const found = await store.describe({ signal });
  const embedder = await wantedEmbedder(flags, found?.spec, io);
  const spec = askedSpec(store.collection, embedder, found?.spec, flags);
  return { plan: await store.plan(spec, { signal }), records: found?.count ?? 0 };
}

async function wantedEmbedder(
  flags: ModelChoice,
  remembered: ResolvedSpec | undefined,
  io: Io,
): Promise<EmbedderIdentity> {
  if (remembered !== undefined && flags.model === undefined && flags.weights === undefined)
    return remembered.embedder;
  const embedder = await openModel(flags, io, remembered?.embedder);
  await embedder.close();
  return embedder.identity;
}
