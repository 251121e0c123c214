import type { EvaluationProgress } from '@nestvec/eval';
import type { Io } from '../io.ts';

/** One line on a terminal's stderr that says how far an evaluation is; nothing elsewhere. */
export function evaluationProgress({ stderr }: Pick<Io, 'stderr'>): {
  readonly show: (progress: EvaluationProgress) => void;
  readonly end: () => void;
} {
  let isShown = false;
  return {
    show({ stage, what, done, total }) {
      if (!stderr.isTerminal) return;
      stderr.write(`\r\u001B[K${stage} ${what}: ${done} of ${total}`);
      isShown = true;
    },
    end() {
      if (isShown) stderr.write('\r\u001B[K');
      isShown = false;
    },
  };
}
