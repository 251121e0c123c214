import type { PlanStep } from './types.ts';

/** A step of a plan. */
export function step(
  label: PlanStep['label'],
  target: string,
  reason: string,
  change: PlanStep['change'],
): PlanStep {
  return { label, target, reason, change };
}
