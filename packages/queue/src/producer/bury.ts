import type { DeadItem } from '../list/dead.ts';
import type { RunContext } from './run-context.ts';

const keptFailures = 100;

/** Counts and keeps an item that could not be written; false for one that this run knew already. Within a transaction. */
export function bury({ list, kept, failures, options }: RunContext, dead: DeadItem): boolean {
  if (!list.dead.add(dead, kept.number)) return false;
  kept.failed++;
  if (failures.length < keptFailures) failures.push(dead);
  options.onFailure?.(dead);
  return true;
}
