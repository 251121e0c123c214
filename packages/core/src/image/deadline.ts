import { aborted } from '../async/signal.ts';
import { imageError } from './image-error.ts';

/** What is waited for, and how long. */
export interface Deadline {
  readonly source: string;
  readonly timeoutMs: number;
  /** What was to happen, as in `was not read after 10 ms`. */
  readonly done: 'read' | 'decoded';
}

/** Parts that the time is counted in. */
const ticks = 20;

/**
 * Runs `work` for at most `timeoutMs`, then rejects with `timeout`, or with `aborted` once the caller's signal fires;
 * whichever it is, also where `work` does not listen to the signal it gets.
 *
 * Time is counted in ticks of a timer that can't fire while an inference holds the thread, and ticks that were missed are not
 * made up for, so an image never times out because the model was busy.
 */
export async function withDeadline<Result>(
  { source, timeoutMs, done }: Deadline,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted) throw aborted('reading an image', signal.reason);
  const controller = new AbortController();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  interrupted.catch(() => {}); // only raced
  const interrupt = (error: Error): void => {
    reject(error);
    controller.abort(error);
  };
  const onAbort = (): void => {
    interrupt(aborted('reading an image', signal?.reason));
  };
  let left = ticks;
  const timer = setInterval(() => {
    left--;
    if (left === 0)
      interrupt(imageError(source, 'timeout', `was not ${done} after ${timeoutMs} ms`));
  }, timeoutMs / ticks);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
