/** The thread that PGlite runs in. */
import { workerData } from 'node:worker_threads';
import { serve } from '@nestvec/core/kit';
import { answerer, type PgliteData, type PgliteQuestion } from './pglite-answer.ts';

const answer = answerer(workerData as PgliteData); // what pglite.ts starts it with

serve<PgliteQuestion>(async (question) => ({ answer: await answer(question), transfer: [] }));
