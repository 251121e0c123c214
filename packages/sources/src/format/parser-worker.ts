/** The thread that `parseApart` reads in. */
import { parentPort } from 'node:worker_threads';
import { answer } from './answer.ts';
import type { ParserQuestion } from './parser-messages.ts';

parentPort?.on('message', (question: ParserQuestion) => {
  void answer(question, (part) => parentPort?.postMessage(part, []));
});
