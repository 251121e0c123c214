import { costOf } from '@nestvec/core/kit';
import type { RunProgress } from '../run/progress.ts';
import type { RunState } from '../run/run-facts.ts';
import type { Pace } from './pace.ts';
import type { RunContext } from './run-context.ts';

/** How a run stands, from its list. */
export function progressOf(
  { list, kept, options }: RunContext,
  pace: Pace,
  { state, tokens }: { readonly state: RunState; readonly tokens: number },
): RunProgress {
  const at = Date.now();
  const done = kept.written + kept.unchanged + kept.failed;
  const perSecond = pace.note(done, at);
  const left = Math.max(0, kept.total - done);
  return {
    run: kept.run,
    state,
    read: kept.read,
    total: kept.total,
    added: kept.added,
    written: kept.written,
    unchanged: kept.unchanged,
    failed: kept.failed,
    jobs: list.jobs.count(),
    lost: kept.lost,
    pruned: kept.pruned,
    tokens,
    cost: costOf(tokens, options.price),
    perSecond,
    remainingMs: kept.read && perSecond > 0 ? Math.round((left / perSecond) * 1000) : undefined,
    at,
  };
}
