import { messageOf, sleep } from '@nestvec/core/kit';

/** How Redis says that it can't take a command now: without memory, while it loads its file, or where it can't write to its disk. */
const passing = /\b(OOM|LOADING|MISCONF|READONLY|BUSY|TRYAGAIN|MASTERDOWN)\b/;

/** What happens meanwhile. */
export interface Persistence {
  readonly signal: AbortSignal;
  readonly onProblem?: ((problem: { readonly error: unknown }) => void) | undefined;
}

const waitMs = 500;

/** Does work that Redis refuses for the moment again and again, until it takes it; rejects with `aborted` once the signal fires. */
export async function persist<Result>(
  work: () => Promise<Result>,
  { signal, onProblem }: Persistence,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!passing.test(messageOf(error))) throw error;
      onProblem?.({ error });
      await sleep(waitMs, signal);
    }
  }
}
