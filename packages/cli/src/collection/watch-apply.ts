import type { ApplyProgress } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import { createStatusLine } from '../status-line.ts';
import { count } from '../text.ts';

/** Follows backfills on stderr. */
export interface ApplyWatch {
  readonly onProgress: (progress: ApplyProgress) => void;
  readonly clear: () => void;
}

/** A watch that starts now. */
export function watchApply(io: Io, json: boolean): ApplyWatch {
  const line = createStatusLine(io, json);
  return {
    onProgress({ step: { label, target }, done, total }) {
      line.show(
        () => `${label} ${target}: ${done.toLocaleString('en')} of ${count(total, 'record')}`,
        () => ({ progress: { label, target, done, total } }),
      );
    },
    clear: () => line.clear(),
  };
}
