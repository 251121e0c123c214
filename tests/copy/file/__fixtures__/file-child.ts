/* An export or an import in a process of its own, that kills itself at a given step. Started by kill-file.test.ts. */
import { copy, recordFile } from '@nestvec/core/copy';
import { lancedb } from '@nestvec/lancedb';
import { wrapStore } from '@nestvec/testkit';

/** What the child is to do, as JSON in its first argument. */
export interface FileTask {
  readonly way: 'out' | 'in';
  readonly uri: string;
  readonly collection: string;
  readonly path: string;
  readonly journal: string;
  /** Step at which it kills itself; 0 for never. */
  readonly killAt: number;
}

async function run({ way, uri, collection, path, journal, killAt }: FileTask): Promise<void> {
  let steps = 0;
  const step = (): void => {
    steps++;
    if (steps === killAt) process.kill(process.pid, 'SIGKILL');
  };
  const base = lancedb({ uri, collection });
  const store = wrapStore(base, {
    async *scan(options) {
      for await (const page of base.scan({ ...options, pageSize: 40 })) {
        step();
        yield page;
        step();
      }
    },
    async apply(plan, options) {
      step();
      return await base.apply(plan, options);
    },
    async upsert(records, options) {
      step();
      const half = Math.ceil(records.length / 2);
      await base.upsert(records.slice(0, half), options);
      step();
      await base.upsert(records.slice(half), options);
      step();
    },
  });
  const report =
    way === 'out'
      ? await copy(store, recordFile(path, { overwrite: true }))
      : await copy(recordFile(path), store, { journal });
  console.log(JSON.stringify(report));
  process.exit(0);
}

const [, script = '', task] = process.argv;
if (import.meta.filename === script && task !== undefined) await run(JSON.parse(task) as FileTask); // written by the test
