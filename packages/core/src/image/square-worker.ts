/** A thread that `createSquares` decodes and resizes in. */
import { type Reply, serve } from '../thread/serve.ts';
import { loadSharp } from './load-sharp.ts';
import { makeSquare } from './make-square.ts';
import type { SquareQuestion } from './square-messages.ts';

// Loaded before the first image's time is counted; where it is missing, that image says so.
await loadSharp().catch(() => {});

serve<SquareQuestion>(async (question): Promise<Reply> => {
  const answer = await makeSquare(question);
  return { answer, transfer: [answer.buffer] };
});
