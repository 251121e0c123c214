export type { RunReport } from './producer/run.ts';
export { createProducer, type QueueProducer } from './producer/create-producer.ts';
export type { ProducerOptions, RunOptions } from './producer/options.ts';
export type { DeadItem } from './list/dead.ts';
export type { FailedItem } from './result.ts';
export type { RedisPlace } from './redis/connect.ts';
export type { RunProgress } from './run/progress.ts';
export type { RunState } from './run/run-facts.ts';
export {
  cancelRun,
  type QueuePlace,
  type QueueStatus,
  readQueue,
  watchRun,
  type WatchOptions,
} from './watch-run.ts';
export { createWorker, type QueueWorker } from './worker/create-worker.ts';
export type { WorkerOptions } from './worker/options.ts';
