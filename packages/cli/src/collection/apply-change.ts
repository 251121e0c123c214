import { NestvecError, type Plan, type Store } from '@nestvec/core';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { placeFlags } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { count, seconds, styles } from '../text.ts';
import { askConsent } from './consent.ts';
import type { PlannedChange } from './plan-change.ts';
import { planDocument, printSteps } from './print-plan.ts';
import { watchApply } from './watch-apply.ts';

/** A change of one collection. */
export interface Change {
  readonly store: Store;
  readonly place: DatabasePlace;
  readonly planned: PlannedChange;
}

/** Shows the steps, executes them and follows each backfill. Asks first where records would be lost. */
export async function applyChange(
  { store, place, planned }: Change,
  { json, yes }: { readonly json: boolean; readonly yes: boolean },
  io: Io,
): Promise<ExitCode> {
  const { signal, now } = io;
  const { plan, records } = planned;
  const output = createOutput(io, json);
  const rebuilds = has(plan, 'rebuild') && !has(plan, 'refuse');
  printSteps(plan, output, io);
  if (rebuilds && !yes && !(await consents(planned, io))) {
    output.document({ ...planDocument(plan, place), applied: false });
    output.note('kept');
    return exitCodes.error;
  }
  const watch = watchApply(io, json);
  const started = now();
  try {
    const { onProgress } = watch;
    await store.apply(plan, { allowRebuild: rebuilds, onProgress, signal });
    if (plan.steps.length > 0) await store.optimize({ signal });
  } finally {
    watch.clear();
  }
  output.document({ ...planDocument(plan, place), applied: true });
  if (plan.steps.length === 0) return exitCodes.ok;
  const { bold } = styles(io.stdout);
  output.line(
    `${bold(store.collection)}: ${count(plan.steps.length, 'step')} applied in ${seconds(now() - started)}`,
  );
  if (rebuilds && records > 0) {
    const ingest = `${io.program} ingest <path> --collection ${store.collection}${placeFlags(place)}`;
    output.line(`Fill it again: ${ingest}`);
  }
  return exitCodes.ok;
}

function has({ steps }: Plan, wanted: 'rebuild' | 'refuse'): boolean {
  return steps.some(({ label }) => label === wanted);
}

async function consents({ plan, records }: PlannedChange, io: Io): Promise<boolean> {
  const { name } = plan.spec;
  const loss = count(records, 'record');
  const answer = await askConsent(`Rebuild ${name} and lose its ${loss} for good?`, io);
  if (answer !== undefined) return answer;
  const steps = plan.steps.filter(({ label }) => label === 'rebuild');
  const why = steps.map(({ target, reason }) => `${target}: ${reason}`).join('; ');
  throw new NestvecError(
    'plan',
    `${name} can only be rebuilt, which removes its ${loss} for good (${why}); add --yes to do it`,
    { reason: 'consent', targets: steps.map(({ target }) => target) },
  );
}
