/* A copy in a process of its own, that kills itself at a given step. Started by kill.test.ts. */
import type { Store } from '@nestvec/core';
import { copy } from '@nestvec/core/copy';
import { refusedWrites } from './refused-writes.ts';

/** Where a collection is. */
export type Ground =
  | { readonly kind: 'lancedb'; readonly uri: string }
  | {
      readonly kind: 'qdrant' | 'weaviate' | 'postgres';
      readonly url: string;
      readonly grpcUrl?: string | undefined;
    };

/** What the child is to do, as JSON in its first argument. */
export interface ChildTask {
  readonly from: Ground;
  readonly to: Ground;
  readonly source: string;
  readonly target: string;
  readonly journal: string;
  readonly follow: number;
  /** Step at which it kills itself; 0 for never. */
  readonly killAt: number;
}

/** A collection there. Loads no other adapter, since a process starts many times. */
export async function openGround(ground: Ground, collection: string): Promise<Store> {
  if (ground.kind === 'lancedb') {
    const { lancedb } = await import('@nestvec/lancedb');
    return lancedb({ uri: ground.uri, collection });
  }
  const { kind, url, grpcUrl } = ground;
  const grpc = grpcUrl === undefined ? {} : { grpc: { url: grpcUrl } };
  if (kind === 'qdrant') {
    const { qdrant } = await import('@nestvec/qdrant');
    return qdrant({ url, ...grpc, collection });
  }
  if (kind === 'weaviate') {
    const { weaviate } = await import('@nestvec/weaviate');
    return weaviate({ url, ...grpc, collection });
  }
  const { pgvector } = await import('@nestvec/pgvector');
  return pgvector({ url, collection });
}

/** Copies with a place to die at before and after everything that is written. A write to the source is an error. */
async function run(task: ChildTask): Promise<void> {
  let steps = 0;
  const step = (): void => {
    steps++;
    if (steps === task.killAt) process.kill(process.pid, 'SIGKILL');
  };
  // Small pages, so that there are many places to die at. Spread, since `wrapStore` would load vitest in each of many processes.
  const paged = (base: Store): Store => ({
    ...base,
    async *scan(options) {
      for await (const page of base.scan({ ...options, pageSize: 40 })) {
        step();
        yield page;
      }
    },
  });
  const source = await openGround(task.from, task.source);
  const from: Store = { ...paged(source), ...refusedWrites };
  const target = await openGround(task.to, task.target);
  const to: Store = {
    ...paged(target),
    async apply(plan, options) {
      step();
      const applied = await target.apply(plan, options);
      step();
      return applied;
    },
    async upsert(records, options) {
      step();
      const half = Math.ceil(records.length / 2);
      await target.upsert(records.slice(0, half), options);
      step();
      await target.upsert(records.slice(half), options);
      step();
    },
    async remove(which, options) {
      step();
      await target.remove(which, options);
      step();
    },
  };
  const { journal, follow } = task;
  console.log(JSON.stringify(await copy(from, to, { journal, follow, verify: 'none' })));
  process.exit(0);
}

const [, script = '', task] = process.argv;
if (import.meta.filename === script && task !== undefined) await run(JSON.parse(task) as ChildTask); // written by the test
