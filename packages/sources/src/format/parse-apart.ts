import { Worker } from 'node:worker_threads';
import type { NestvecError } from '@nestvec/core';
import { aborted, invalid, messageOf, throwIfAborted } from '@nestvec/core/store';
import {
  type PackedDocument,
  type ParserAnswer,
  type ParserQuestion,
  unpackError,
} from './parser-messages.ts';

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
let idle: Worker | undefined;

/** A document that was read, and parts of it that could not be. */
export interface ParsedDocument extends PackedDocument {
  readonly failures: readonly NestvecError[];
}

/**
 * Reads a PDF or Word document in a thread of its own, which is ended where it takes too much memory or time: a file may be made
 * to do so, and only a thread can be stopped in the middle. Rejects with `invalid-input` for what can't be read.
 */
export async function parseApart(
  question: ParserQuestion,
  limits: ParserLimits,
): Promise<ParsedDocument> {
  const { name } = question;
  throwIfAborted(limits, `reading ${name}`);
  const worker = idle ?? startWorker();
  idle = undefined;
  worker.ref();
  try {
    const answer = await ask(worker, question, limits);
    worker.unref();
    idle ??= worker;
    if (!answer.ok) throw unpackError(answer.error);
    return { ...answer.document, failures: answer.failures.map(unpackError) };
  } finally {
    if (idle !== worker) await worker.terminate();
  }
}

function startWorker(): Worker {
  // The source runs as it stands in tests, what was built from it elsewhere. With some of a process's own arguments, such as
  // `--input-type`, no thread starts.
  const file = import.meta.url.endsWith('.ts') ? './parser-worker.ts' : './parser-worker.js';
  const worker = new Worker(new URL(file, import.meta.url), { resourceLimits, execArgv: [] });
  // One that fails while nobody waits must not end the process; it is replaced by the next.
  worker.on('error', () => {});
  worker.once('exit', () => {
    if (idle === worker) idle = undefined;
  });
  worker.unref();
  return worker;
}

async function ask(
  worker: Worker,
  question: ParserQuestion,
  limits: ParserLimits,
): Promise<ParserAnswer> {
  const { name } = question;
  const { maxParserBytes, timeoutMs, signal } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<ParserAnswer>();
  const fail = (problem: string): void => reject(problemOf(name, problem));
  const onError = (error: unknown): void => fail(`can't be read (${messageOf(error)})`);
  const onExit = (): void => fail('ended the thread that read it');
  const onAbort = (): void => reject(aborted(`reading ${name}`, signal?.reason));
  const timeout = setTimeout(
    () => fail(`was not read within ${timeoutMs} ms (maxParserMs)`),
    timeoutMs,
  );
  const watch = setInterval(() => {
    memoryOf(worker).then(
      (bytes) => {
        if (bytes > maxParserBytes)
          fail(`takes more than ${maxParserBytes} bytes to read (maxParserBytes)`);
      },
      () => {}, // it has not started yet, or has just ended, which is told elsewhere
    );
  }, checkEveryMs);
  worker.once('message', resolve).once('error', onError).once('exit', onExit);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const bytes = Uint8Array.from(question.bytes); // the thread takes its memory
    worker.postMessage({ ...question, bytes }, [bytes.buffer]);
    return await promise;
  } finally {
    clearTimeout(timeout);
    clearInterval(watch);
    worker.off('message', resolve).off('error', onError).off('exit', onExit);
    signal?.removeEventListener('abort', onAbort);
  }
}

async function memoryOf(worker: Worker): Promise<number> {
  if (!('getHeapStatistics' in worker)) return 0;
  const heap = await worker.getHeapStatistics();
  return heap.used_heap_size + heap.external_memory;
}

function problemOf(name: string, problem: string): NestvecError {
  return invalid(name, problem);
}
