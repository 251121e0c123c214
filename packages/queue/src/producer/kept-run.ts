import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RunList } from '../list/open-list.ts';

/** What the list keeps of the run that is not over. */
export interface KeptRun {
  readonly run: string;
  /** Counted over the runs of the list, from 1. */
  readonly number: number;
  readonly kind: 'source' | 'retry';
  readonly startedAt: number;
  /** Whether the source was read to its end; then it is not read again. */
  read: boolean;
  /** Whether entries could not be read that say which records stand for them; only the process that read them knows which. */
  hasHidden: boolean;
  /** Why nothing may be pruned. */
  notPruned: string | undefined;
  pruned: number;
  total: number;
  added: number;
  written: number;
  unchanged: number;
  failed: number;
  repeated: number;
  embedded: number;
  lost: number;
}

const count = z.int().nonnegative();
const keptSchema = z.object({
  run: z.string(),
  number: count,
  kind: z.enum(['source', 'retry']),
  startedAt: z.number(),
  read: z.boolean(),
  hasHidden: z.boolean(),
  notPruned: z.string().optional(),
  pruned: count,
  total: count,
  added: count,
  written: count,
  unchanged: count,
  failed: count,
  repeated: count,
  embedded: count,
  lost: count,
});

/** The run of a list that is not over; `undefined` where there is none. */
export function readKept({ facts }: RunList): KeptRun | undefined {
  const text = facts.read('run');
  if (text === undefined) return undefined;
  const { notPruned, ...kept } = keptSchema.parse(JSON.parse(text));
  return { ...kept, notPruned };
}

/** Keeps it as it is; within a transaction. */
export function keep({ facts }: RunList, kept: KeptRun): void {
  facts.write('run', JSON.stringify(kept));
}

/** Begins a run. */
export function beginKept(list: RunList, kind: KeptRun['kind']): KeptRun {
  const number = Number(list.facts.read('number') ?? 0) + 1;
  const kept: KeptRun = {
    run: randomUUID(),
    number,
    kind,
    startedAt: Date.now(),
    read: false,
    hasHidden: false,
    notPruned: undefined,
    pruned: 0,
    total: 0,
    added: 0,
    written: 0,
    unchanged: 0,
    failed: 0,
    repeated: 0,
    embedded: 0,
    lost: 0,
  };
  list.synced('beginning a run', () => {
    list.facts.write('number', String(number));
    keep(list, kept);
  });
  return kept;
}
