import type { Queue } from 'bullmq';
import type { VectorIndex } from '@nestvec/core';
import type { Redis } from 'ioredis';
import type { DeadItem } from '../list/dead.ts';
import type { RunList } from '../list/open-list.ts';
import type { Keys } from '../redis/names.ts';
import type { RunFacts } from '../run/run-facts.ts';
import type { KeptRun } from './kept-run.ts';
import type { ResolvedProducerOptions, ResolvedRunOptions } from './options.ts';

/** What the parts of one run share. */
export interface RunContext {
  readonly index: VectorIndex;
  readonly redis: Redis;
  readonly bull: Queue;
  readonly keys: Keys;
  readonly list: RunList;
  readonly kept: KeptRun;
  readonly facts: RunFacts;
  readonly settings: ResolvedProducerOptions;
  readonly options: ResolvedRunOptions;
  /** Jobs that are on their way to Redis. */
  readonly adding: Set<string>;
  /** Fires when the run ends before its source does, and when the caller's signal fires. */
  readonly stop: AbortController;
  /** Resolves when jobs were accounted for, and is another one then. */
  settled: PromiseWithResolvers<void>;
  /** The first of the failures. */
  readonly failures: DeadItem[];
  /** Which records may come from what could not be read, where this process read the source. */
  hides: ((id: string) => boolean) | undefined;
}
