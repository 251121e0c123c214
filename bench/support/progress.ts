import type { EvaluationProgress } from '../../packages/eval/dist/index.js';

/** Milliseconds between two lines. */
const every = 10_000;

/** Writes how far something is to standard error, the first time and then every ten seconds. */
export function progress(
  name: string,
): (at: Pick<EvaluationProgress, 'what' | 'done' | 'total'> & { readonly stage: string }) => void {
  let last = Number.NEGATIVE_INFINITY;
  return ({ stage, what, done, total }) => {
    const now = performance.now();
    if (now - last < every) return;
    last = now;
    console.error(`${name}: ${stage} ${what}, ${done} of ${total}`);
  };
}
