import { invalid, NestvecError } from '../errors.ts';
import { canonicalJson, describeValue, isPlainObject } from '../json.ts';
import { checkNativeNames } from '../spec/check-native-names.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { diffCollection, unmanaged, type Alterations } from './diff.ts';
import type { ApplyOptions, Observed, Plan } from './types.ts';

/** A plan from what an adapter observed. Throws `invalid-input` for native options of a database that there is not. */
export function makePlan(
  database: string,
  spec: ResolvedSpec,
  observed: Observed | undefined,
  can: Alterations,
): Plan {
  checkNativeNames(spec, database);
  const steps = diffCollection(spec, observed, can);
  const targets = new Set(steps.map(({ target }) => target));
  return {
    database,
    spec,
    observed: fingerprint(observed),
    steps,
    unmanaged: unmanaged(spec, observed).filter((target) => !targets.has(target)),
  };
}

/** Throws `invalid-input` for what is not a plan, such as a spec. */
export function checkIsPlan(plan: unknown): asserts plan is Plan {
  const isPlan =
    isPlainObject(plan) &&
    isPlainObject(plan['spec']) &&
    Array.isArray(plan['steps']) &&
    typeof plan['observed'] === 'string';
  if (!isPlan) throw invalid('plan', `must be what plan() has given, got ${describeValue(plan)}`);
}

/** Throws `plan` unless the plan may be executed on what is there now. Adapters call it first thing in `apply`. */
export function checkPlan(
  plan: Plan,
  observed: Observed | undefined,
  options: ApplyOptions | undefined,
): void {
  const where = `${plan.database}: ${plan.spec.name}`;
  if (plan.observed !== fingerprint(observed)) {
    throw new NestvecError('plan', `${where} has changed since the plan was made; plan again`, {
      reason: 'stale',
      targets: [],
    });
  }
  const refused = plan.steps.filter((step) => step.label === 'refuse');
  if (refused.length > 0) {
    throw new NestvecError(
      'plan',
      `${where}: ${refused.map((step) => `${step.target}: ${step.reason}`).join('; ')}`,
      {
        reason: 'refused',
        targets: refused.map((step) => step.target),
      },
    );
  }
  const rebuilds = plan.steps.filter((step) => step.label === 'rebuild');
  if (rebuilds.length > 0 && options?.allowRebuild !== true) {
    throw new NestvecError(
      'plan',
      `${where} can only be rebuilt, losing its records (${rebuilds.map((step) => `${step.target}: ${step.reason}`).join('; ')}); pass allowRebuild to consent`,
      { reason: 'consent', targets: rebuilds.map((step) => step.target) },
    );
  }
}

function fingerprint(observed: Observed | undefined): string {
  return canonicalJson(observed ?? null);
}
