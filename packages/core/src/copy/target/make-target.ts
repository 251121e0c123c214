import type { CallOptions } from '../../async/signal.ts';
import { NestvecError } from '../../errors.ts';
import type { PlanStep } from '../../plan/types.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { CollectionDescription, Store } from '../../store/store.ts';
import { createCollection } from '../../vector-index/create-collection.ts';
import type { CopyOptions } from '../copy-options.ts';

/** What would be made. Rejects with `plan` where the target exists and is another one. */
export async function planSteps(
  to: Store,
  spec: ResolvedSpec,
  call: CallOptions,
): Promise<readonly PlanStep[]> {
  const { steps } = await to.plan(spec, call);
  const [first] = steps;
  if (first === undefined || first.change.kind === 'create-collection') return steps;
  const list = steps.map(({ label, target, reason }) => `${label} ${target} (${reason})`);
  throw new NestvecError(
    'plan',
    `${to.database}: ${to.collection} exists and differs from what was asked: ${list.join('; ')}; apply that with store.plan and store.apply, or copy into another collection`,
    { reason: 'drift', targets: steps.map(({ target }) => target) },
  );
}

/** Makes the target where it is not there. */
export async function makeTarget(
  to: Store,
  spec: ResolvedSpec,
  found: CollectionDescription | undefined,
  { signal, onRetry }: Pick<CopyOptions, 'signal' | 'onRetry'>,
): Promise<void> {
  if (found === undefined) await createCollection(to, spec, false).done({ signal, onRetry });
  else await planSteps(to, spec, { signal });
}
