import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { codeUrl, noThread, warn } from '@nestvec/core/kit';
import type { ParserAnswer, ParserQuestion } from './parser-messages.ts';

/** What is used of a thread. */
export interface ParserThread extends EventEmitter {
  postMessage(question: ParserQuestion, transfer: readonly ArrayBuffer[]): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
  /** Missing before Node 22.16. */
  readonly getHeapStatistics?: Worker['getHeapStatistics'];
}

/**
 * The file that a thread starts with: the one beside this, or that of the installed package where this has been bundled; `undefined`
 * where there is neither.
 */
export function workerFile(base: string = codeUrl(import.meta.url)): URL | undefined {
  // The source runs as it stands in tests, what was built from it elsewhere.
  const beside = new URL(base.endsWith('.ts') ? './parser-worker.ts' : './parser-worker.js', base);
  if (existsSync(beside)) return beside;
  try {
    return pathToFileURL(createRequire(base).resolve('@nestvec/sources/parser-worker'));
  } catch {
    return undefined;
  }
}

/**
 * Reads in this thread, for a bundle that is all there is. Time and abort are then heeded between the pieces of a document only, and
 * memory by PDFium alone, which the process is warned of.
 */
export function parserHere(): ParserThread {
  warn(noThread('documents are read', '@nestvec/sources', 'its file is missing'));
  const events = new EventEmitter();
  let isEnded = false;
  return Object.assign(events, {
    postMessage(question: ParserQuestion): void {
      void readHere(question, (message) => {
        if (!isEnded) events.emit('message', message);
        return !isEnded;
      });
    },
    ref(): void {},
    unref(): void {},
    async terminate(): Promise<void> {
      isEnded = true;
    },
  });
}

async function readHere(
  question: ParserQuestion,
  emit: (message: ParserAnswer) => boolean,
): Promise<void> {
  const { answer } = await import('./answer.ts');
  await answer(question, async (message) => {
    if (!emit(message)) throw new Error('was given up');
    await setImmediate(); // lets timers and the signal have their turn
  });
}
