import { parentPort, type Transferable } from 'node:worker_threads';
import { type ThreadRequest, packError, type ThreadReply } from './messages.ts';

/** What a question is answered with, and the memory that goes over with it instead of being copied. */
export interface Reply {
  readonly answer: unknown;
  readonly transfer: readonly Transferable[];
}

/** Answers the questions of `startThread` in this thread; they may overlap. `Question` is what its other side asks. */
export function serve<Question>(reply: (question: Question) => Promise<Reply>): void {
  const send = (message: ThreadReply, transfer: readonly Transferable[] = []): void => {
    parentPort?.postMessage(message, transfer);
  };
  parentPort?.on('message', ({ id, question }: ThreadRequest) => {
    // The two sides of a thread are written for each other.
    reply(question as Question).then(
      ({ answer, transfer }) => send({ kind: 'answer', id, answer }, transfer),
      (error: unknown) => send({ kind: 'error', id, error: packError(error) }),
    );
  });
  send({ kind: 'ready' });
}
