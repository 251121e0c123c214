import { Worker } from 'node:worker_threads';
import { aborted, invalid, messageOf, type NestvecError, throwIfAborted } from '@nestvec/core';
import type { PdfDocument } from './parse-pdf.ts';
import { type PdfAnswer, type PdfQuestion, unpackError } from './pdf-messages.ts';

/** What reading one PDF may take. */
export interface PdfLimits {
  /** Memory, as far as this Node can tell it (from 22.16 on): a few kilobytes can unpack to gigabytes. */
  readonly maxUnpackedBytes: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const checkEveryMs = 200;

/** Kept for the next PDF, since it takes a while to start. */
let idle: Worker | undefined;

/**
 * Reads a PDF in a thread of its own, which is ended where it takes too much memory or time: a file may be made to do so, and
 * only a thread can be stopped in the middle. Rejects with `invalid-input` for what can't be read.
 */
export async function readPdf(question: PdfQuestion, limits: PdfLimits): Promise<PdfDocument> {
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
  // The source runs as it stands in tests, what was built from it elsewhere.
  const file = import.meta.url.endsWith('.ts') ? './pdf-worker.ts' : './pdf-worker.js';
  const worker = new Worker(new URL(file, import.meta.url));
  // One that fails while nobody waits must not end the process; it is replaced by the next.
  worker.on('error', () => {});
  worker.once('exit', () => {
    if (idle === worker) idle = undefined;
  });
  worker.unref();
  return worker;
}

async function ask(worker: Worker, question: PdfQuestion, limits: PdfLimits): Promise<PdfAnswer> {
  const { name } = question;
  const { maxUnpackedBytes, timeoutMs, signal } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<PdfAnswer>();
  const fail = (problem: string): void => reject(problemOf(name, problem));
  const onError = (error: unknown): void =>
    fail(`is no PDF that can be read (${messageOf(error)})`);
  const onExit = (): void => fail('ended the thread that read it');
  const onAbort = (): void => reject(aborted(`reading ${name}`, signal?.reason));
  const timeout = setTimeout(() => fail(`was not read within ${timeoutMs} ms`), timeoutMs);
  const watch = setInterval(() => {
    memoryOf(worker).then(
      (bytes) => {
        if (bytes > maxUnpackedBytes)
          fail(`takes more than ${maxUnpackedBytes} bytes to read (maxUnpackedBytes)`);
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
