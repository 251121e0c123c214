import { Worker } from 'node:worker_threads';
import type { NestvecError } from '@nestvec/core';
import { aborted, invalid, messageOf, throwIfAborted } from '@nestvec/core/kit';
import { unpackError } from './packed-error.ts';
import type {
  PackedDocument,
  ParserAnswer,
  ParserPart,
  ParserQuestion,
} from './parser-messages.ts';
import { parserHere, type ParserThread, workerFile } from './parser-thread.ts';

/** What reading one document may take. */
export interface ParserLimits {
  /** Memory, as far as this Node can tell it (from 22.16 on): a few kilobytes can unpack to gigabytes. */
  readonly maxParserBytes: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const checkEveryMs = 200;

/** Beyond this the thread fails by itself, and alone. */
const resourceLimits = { maxOldGenerationSizeMb: 2048 };

/** Kept for the next document, since it takes a while to start. */
let idle: ParserThread | undefined;

/** A document that was read, and parts of it that could not be. */
export interface ParsedDocument extends PackedDocument {
  readonly failures: readonly NestvecError[];
  /** What is odd, where nothing of the document itself is missing. */
  readonly remarks?: readonly NestvecError[];
}

/**
 * Reads a document in a thread of its own, which is ended where it takes too much memory or time: a file may be made to do so,
 * and only a thread can be stopped in the middle. Rejects with `invalid-input` for what can't be read. `onPart` gets the pieces of a
 * document that is read piece by piece.
 */
export async function parseApart(
  question: ParserQuestion,
  limits: ParserLimits,
  onPart: (part: ParserPart) => void = () => {},
): Promise<ParsedDocument> {
  const { name } = question;
  throwIfAborted(limits, `reading ${name}`);
  const thread = idle ?? startThread();
  idle = undefined;
  thread.ref();
  try {
    const answer = await ask(thread, question, limits, onPart);
    thread.unref();
    if (!answer.isSpent) idle ??= thread;
    if (!answer.ok) throw unpackError(answer.error);
    return { ...answer.document, failures: answer.failures.map(unpackError) };
  } finally {
    if (idle !== thread) await thread.terminate();
  }
}

function startThread(): ParserThread {
  const file = workerFile();
  if (file === undefined) return parserHere();
  // With some of a process's own arguments, such as `--input-type`, no thread starts.
  const worker = new Worker(file, { resourceLimits, execArgv: [] });
  // One that fails while nothing is asked must not end the process; it is replaced by the next.
  worker.on('error', () => {});
  worker.once('exit', () => {
    if (idle === worker) idle = undefined;
  });
  worker.unref();
  return worker;
}

/** The end of an answer. */
type ParserEnd = Exclude<ParserAnswer, { readonly part: ParserPart }>;

async function ask(
  thread: ParserThread,
  question: ParserQuestion,
  limits: ParserLimits,
  onPart: (part: ParserPart) => void,
): Promise<ParserEnd> {
  const { name } = question;
  const { maxParserBytes, timeoutMs, signal } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<ParserEnd>();
  const fail = (problem: string): void => reject(invalid(name, problem));
  const onMessage = (answer: ParserAnswer): void => {
    if ('part' in answer) onPart(answer.part);
    else resolve(answer);
  };
  const onError = (error: unknown): void => fail(`can't be read (${messageOf(error)})`);
  const onExit = (): void => fail('ended the thread that read it');
  const onAbort = (): void => reject(aborted(`reading ${name}`, signal?.reason));
  const timeout = setTimeout(
    () => fail(`was not read within ${timeoutMs} ms (maxParserMs)`),
    timeoutMs,
  );
  const watch = setInterval(() => {
    memoryOf(thread).then(
      (bytes) => {
        if (bytes > maxParserBytes)
          fail(`takes more than ${maxParserBytes} bytes to read (maxParserBytes)`);
      },
      () => {}, // it has not started yet, or has just ended, which is reported elsewhere
    );
  }, checkEveryMs);
  thread.on('message', onMessage).once('error', onError).once('exit', onExit);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if ('text' in question) thread.postMessage(question, []);
    else {
      const bytes = Uint8Array.from(question.bytes); // the thread takes its memory
      thread.postMessage({ ...question, bytes }, [bytes.buffer]);
    }
    return await promise;
  } finally {
    clearTimeout(timeout);
    clearInterval(watch);
    thread.off('message', onMessage).off('error', onError).off('exit', onExit);
    signal?.removeEventListener('abort', onAbort);
  }
}

async function memoryOf(thread: ParserThread): Promise<number> {
  if (thread.getHeapStatistics === undefined) return 0;
  const heap = await thread.getHeapStatistics();
  return heap.used_heap_size + heap.external_memory;
}
