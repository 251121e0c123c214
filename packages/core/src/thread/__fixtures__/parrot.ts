import { workerData } from 'node:worker_threads';
import { NestvecError } from '../../errors.ts';
import { serve } from '../serve.ts';

/** Repeats its question, after what it was started with; fails where the question says so. */
serve<string | Uint8Array<ArrayBuffer>>(async (told) => {
  if (told === 'exit') process.exit(3);
  if (told === 'throw') throw new TypeError('out of words');
  if (told === 'nestvec')
    throw new NestvecError('text', 'a text', { reason: 'empty' }, { cause: new Error('why') });
  if (told === 'crash') queueMicrotask(() => void Promise.reject(new Error('fell off the perch')));
  if (told === 'crash' || told === 'silence') await new Promise(() => {});
  if (typeof told === 'string') return { answer: `${workerData}${told}`, transfer: [] };
  return { answer: told, transfer: [told.buffer] };
});
