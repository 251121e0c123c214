/** Milliseconds until a job that had to make way is looked at again. */
const wayMs = 1000;

/** A job, by how often its workers died or lost it. */
type Tried = { readonly stalledCounter: number };

/**
 * Keeps a job whose worker died before, or lost it, apart from others: were it to end this process too, theirs would be taken for what
 * ended it as well. It waits for a process that does nothing else, and nothing is begun beside it.
 */
export interface Alone {
  /** Whether the job may begin; a job that may is to be ended. */
  begin(job: Tried): boolean;
  end(job: Tried): void;
  /** When a job that may not begin is to be tried again, in milliseconds since 1970. */
  later(now: number): number;
}

/** The rule for the jobs of one process. */
export function createAlone(): Alone {
  const active = new Set<Tried>();
  return {
    begin(job) {
      const isApart = active.size > 0 && (isSuspect(job) || [...active].some(isSuspect));
      if (!isApart) active.add(job);
      return !isApart;
    },
    end: (job) => void active.delete(job),
    later: (now) => now + wayMs,
  };
}

function isSuspect({ stalledCounter }: Tried): boolean {
  return stalledCounter > 0;
}
