import { messageOf, sleep } from '@nestvec/core/kit';

/** How Redis says that it can't take a command now: without memory, while it loads its file, or where it can't write to its disk. */
const passing = /\b(OOM|LOADING|MISCONF|READONLY|BUSY|TRYAGAIN|MASTERDOWN)\b/;

/** Whether it is Redis that says so; what other services say may hold such a word. A transaction names what it was refused for apart. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return false;
  const { previousErrors = [] } = error as { readonly previousErrors?: readonly unknown[] }; // of ioredis
  return [error, ...previousErrors].some((one) => passing.test(messageOf(one)));
}

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
      if (!isPassing(error)) throw error;
      onProblem?.({ error });
      await sleep(waitMs, signal);
    }
  }
}
