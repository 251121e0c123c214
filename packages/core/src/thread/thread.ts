import { type Transferable, Worker } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import { type ThreadRequest, type ThreadReply, unpackError } from './messages.ts';

/** A thread that answers questions. It keeps the process alive only while one is open. */
export interface Thread<Question, Answer> {
  /**
   * Rejects with what the thread threw, or with an `Error` where it has ended. `transfer` lists memory that goes over instead of
   * being copied; it is gone here.
   */
  ask(question: Question, transfer: readonly Transferable[]): Promise<Answer>;
  /** Stops it; open questions are rejected. */
  end(): Promise<void>;
}

/** None of the process's own: with some, such as `--input-type`, a thread does not start. */
const execArgv: string[] = [];

interface Open<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts a file that calls `serve`, and resolves once it does. Rejects where it can't be started, as in a bundle that left the file
 * out.
 */
export async function startThread<Question, Answer>(
  file: URL | undefined,
  data: unknown,
): Promise<Thread<Question, Answer>> {
  if (file === undefined) throw new Error('a bundle in CommonJS has no file for it');
  const worker = new Worker(file, { workerData: data, execArgv });
  const open = new Map<number, Open<Answer>>();
  const started = Promise.withResolvers<void>();
  let ended: Error | undefined;
  let asked = 0;
  const settle = (id: number): Open<Answer> | undefined => {
    const call = open.get(id);
    open.delete(id);
    if (open.size === 0) worker.unref();
    return call;
  };
  const fail = (error: Error): void => {
    ended ??= error;
    started.reject(error);
    for (const id of open.keys()) settle(id)?.reject(error);
  };
  worker.on('message', (reply: ThreadReply) => {
    if (reply.kind === 'ready') started.resolve();
    // What `serve` of the file answers; the two are written for each other.
    else if (reply.kind === 'answer') settle(reply.id)?.resolve(reply.answer as Answer);
    else settle(reply.id)?.reject(unpackError(reply.error));
  });
  worker.once('error', (error: unknown) => fail(new Error(messageOf(error), { cause: error })));
  worker.once('exit', () => fail(new Error('the thread has ended')));
  await started.promise;
  worker.unref();
  return {
    async ask(question, transfer) {
      if (ended !== undefined) throw ended;
      const id = asked++;
      const message: ThreadRequest = { id, question };
      worker.postMessage(message, transfer);
      worker.ref();
      return await new Promise((resolve, reject) => {
        open.set(id, { resolve, reject });
      });
    },
    async end() {
      await worker.terminate();
    },
  };
}

/**
 * A file beside the one that asks, by its name without ending: the source runs as it stands in tests, what was built from it elsewhere.
 * `beside` is its `import.meta.url`, without which, in a bundle in CommonJS, there is none.
 */
export function threadFile(name: string, beside: string | undefined): URL | undefined {
  if (beside === undefined || beside === '') return undefined;
  return new URL(`${name}${beside.endsWith('.ts') ? '.ts' : '.js'}`, beside);
}
