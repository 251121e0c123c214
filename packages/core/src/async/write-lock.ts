/**
 * Keeps work that reads and then writes (an update, a backfill) apart from plain writes of the same process, whose outcome it
 * would overwrite. Plain writes run side by side.
 */
export interface WriteLock {
  shared<Result>(task: () => Promise<Result>): Promise<Result>;
  exclusive<Result>(task: () => Promise<Result>): Promise<Result>;
  /** Resolves when nothing that was started by this lock before is running, whether it failed or not. */
  idle(): Promise<void>;
}

type Run = <Result>(kind: 'shared' | 'exclusive', task: () => Promise<Result>) => Promise<Result>;

/** Those of which work is running or waiting. */
const lines = new Map<string, { readonly run: Run; users: number }>();
const numbers = new WeakMap<object, number>();
let numbered = 0;

/**
 * The lock that all stores of one collection share within this process: an update by one store would else lose what another
 * store of the process writes between its reading and writing. The parts name the collection, such as address and name; an
 * object, such as a client, stands for itself.
 */
export function writeLock(...parts: readonly (string | object)[]): WriteLock {
  const key = JSON.stringify(
    parts.map((part) => (typeof part === 'string' ? part : numberOf(part))),
  );
  const own = new Set<Promise<unknown>>();
  const run: Run = async (kind, task) => {
    const line = lines.get(key) ?? { run: createLine(), users: 0 };
    lines.set(key, line);
    line.users++;
    const result = line.run(kind, task);
    const settled = result.catch(() => {}); // the caller gets the failure; `idle` only waits
    own.add(settled);
    try {
      return await result;
    } finally {
      own.delete(settled);
      if (--line.users === 0) lines.delete(key);
    }
  };
  return {
    shared: async (task) => await run('shared', task),
    exclusive: async (task) => await run('exclusive', task),
    async idle() {
      await Promise.all(own);
    },
  };
}

/** Waiting work keeps its order. */
function createLine(): Run {
  let lastExclusive: Promise<unknown> = Promise.resolve();
  const running = new Set<Promise<unknown>>();
  return async (kind, task) => {
    const before = kind === 'shared' ? lastExclusive : Promise.all(running);
    const result = before.then(task);
    const settled = result.catch(() => {}); // the caller gets the failure; the next in line only waits
    running.add(settled);
    if (kind === 'exclusive') lastExclusive = settled;
    try {
      return await result;
    } finally {
      running.delete(settled);
    }
  };
}

function numberOf(part: object): number {
  const number = numbers.get(part) ?? ++numbered;
  numbers.set(part, number);
  return number;
}
