import { parentPort, type Transferable } from 'node:worker_threads';
import { type Asked, packError, type Told } from './messages.ts';

/** What a question is answered with, and the memory that goes over with it instead of being copied. */
export interface Reply {
  readonly answer: unknown;
  readonly transfer: readonly Transferable[];
}

/** Answers the questions of `startThread` in this thread; they may overlap. `Question` is what its other side asks. */
export function serve<Question>(reply: (question: Question) => Promise<Reply>): void {
  const tell = (told: Told, transfer: readonly Transferable[] = []): void => {
    parentPort?.postMessage(told, transfer);
  };
  parentPort?.on('message', ({ id, question }: Asked) => {
    // The two sides of a thread are written for each other.
    reply(question as Question).then(
      ({ answer, transfer }) => tell({ kind: 'answer', id, answer }, transfer),
      (error: unknown) => tell({ kind: 'error', id, error: packError(error) }),
    );
  });
  tell({ kind: 'ready' });
}
