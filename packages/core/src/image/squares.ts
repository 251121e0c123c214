import { availableParallelism } from 'node:os';
import { isNestvecError, messageOf } from '../errors.ts';
import { createQueue } from '../async/queue.ts';
import { noThread } from '../thread/no-thread.ts';
import { startThread, type Thread, threadFile } from '../thread/thread.ts';
import { warn } from '../warn.ts';
import { withDeadline } from './deadline.ts';
import { imageError } from './image-error.ts';
import { makeSquare } from './make-square.ts';
import type { SquareQuestion } from './square-messages.ts';

/** Makes models' squares of images, several at a time. */
export interface Squares {
  /**
   * Waits for a free thread, then `timeoutMs` at most. Rejects with `image`, `aborted`, or `missing-dependency` without sharp.
   */
  make(question: SquareQuestion, signal: AbortSignal | undefined): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Each holds a decoded image, so not as many as a large machine has processors. */
const mostThreads = Math.min(4, availableParallelism());

/**
 * Threads that decode and resize, started when they are needed: a photo takes up to a few tenths of a second, for which it would
 * hold the caller's thread. Where none can be started, as in a bundle that left their file out, the caller's does it, which the process is
 * warned of.
 */
export function createSquares(
  file: URL | undefined = threadFile('./square-worker', import.meta.url),
): Squares {
  const queues = Array.from({ length: mostThreads }, () => createSquareQueue(file));
  return {
    async make(question, signal) {
      const queue = queues.reduce((least, one) => (one.jobs() < least.jobs() ? one : least));
      const { source } = question.file;
      return await queue.run(async (make) => {
        // Only now, since waiting for a thread does not count.
        const deadline = { source, timeoutMs: question.timeoutMs, done: 'decoded' } as const;
        return await withDeadline(deadline, signal, async () => await make(question));
      });
    },
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}

type SquareThread = Thread<SquareQuestion, Uint8Array>;
type Make = (question: SquareQuestion) => Promise<Uint8Array>;

/** One thread, and the images that wait for it. */
interface SquareQueue {
  jobs(): number;
  run(job: (make: Make) => Promise<Uint8Array>): Promise<Uint8Array>;
  close(): Promise<void>;
}

function createSquareQueue(file: URL | undefined): SquareQueue {
  const inLine = createQueue();
  let jobs = 0;
  let thread: Promise<SquareThread | void> | undefined;
  const makeApart = async (apart: SquareThread, question: SquareQuestion): Promise<Uint8Array> => {
    // Copied: the buffer is transferred, and the caller keeps the original.
    const bytes = new Uint8Array(question.file.bytes);
    try {
      const sent = { ...question, file: { ...question.file, bytes } };
      return await apart.ask(sent, [bytes.buffer]);
    } catch (error) {
      if (isNestvecError(error)) throw error;
      thread = undefined; // it has ended; the next image gets a new one
      const problem = `ended the thread that decoded it (${messageOf(error)})`;
      throw imageError(question.file.source, 'not-an-image', problem, error);
    }
  };
  return {
    jobs: () => jobs,
    async run(job) {
      jobs++;
      try {
        return await inLine(async () => {
          thread ??= startThread<SquareQuestion, Uint8Array>(file, undefined).catch(
            (error: unknown) => warn(noThread('images are decoded', '@nestvec/core', error)),
          );
          const apart = await thread;
          return await job(async (question) =>
            apart === undefined ? await makeSquare(question) : await makeApart(apart, question),
          );
        });
      } finally {
        jobs--;
      }
    },
    async close() {
      const apart = await thread;
      thread = undefined;
      await apart?.end();
    },
  };
}
