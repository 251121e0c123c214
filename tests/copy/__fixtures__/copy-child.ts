/* A copy in a process of its own, that kills itself at a given step. Started by kill.test.ts. */
import type { Store } from '@nestvec/core';
import { copy } from '@nestvec/core/copy';
import { lancedb } from '@nestvec/lancedb';
import { qdrant } from '@nestvec/qdrant';
import { wrapStore } from '@nestvec/testkit';

/** Where a collection is. */
export type Ground =
  | { readonly kind: 'lancedb'; readonly uri: string }
  | { readonly kind: 'qdrant'; readonly url: string };

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

const task = JSON.parse(process.argv[2] ?? '') as ChildTask; // written by the test
let steps = 0;

/** Every place where dying could matter passes here. */
function step(): void {
  steps++;
  if (steps === task.killAt) process.kill(process.pid, 'SIGKILL');
}

function open(ground: Ground, collection: string): Store {
  const base = ground.kind === 'lancedb' ? lancedb({ uri: ground.uri, collection }) : qdrant({ url: ground.url, collection });
  return wrapStore(base, {
    async *scan(options) {
      // Small pages, so that there are many places to die at.
      for await (const page of base.scan({ ...options, pageSize: 40 })) {
        step();
        yield page;
      }
    },
    async apply(plan, options) {
      step();
      const applied = await base.apply(plan, options);
      step();
      return applied;
    },
    async upsert(records, options) {
      step();
      const half = Math.ceil(records.length / 2);
      await base.upsert(records.slice(0, half), options);
      step();
      await base.upsert(records.slice(half), options);
      step();
    },
    async remove(target, options) {
      step();
      await base.remove(target, options);
      step();
    },
  });
}

const { from, to, source, target, journal, follow } = task;
const report = await copy(open(from, source), open(to, target), { journal, follow });
console.log(JSON.stringify(report));
process.exit(0);
