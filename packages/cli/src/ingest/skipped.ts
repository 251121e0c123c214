import { extname } from 'node:path';
import { count } from '../text.ts';

/** How many files of each kind a source left out because nothing reads them. */
export interface SkippedFiles {
  readonly add: (file: string) => void;
  /** By extension, `""` for files without one. */
  readonly counts: () => Readonly<Record<string, number>>;
}

/** Nothing skipped yet. */
export function createSkipped(): SkippedFiles {
  const counts = new Map<string, number>();
  return {
    add(file) {
      const extension = extname(file).toLowerCase();
      counts.set(extension, (counts.get(extension) ?? 0) + 1);
    },
    counts: () =>
      Object.fromEntries([...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))),
  };
}

/** `skipped 4 files of kinds that nestvec does not read: 3 .zip, 1 without extension`; `undefined` where there are none. */
export function describeSkipped(counts: Readonly<Record<string, number>>): string | undefined {
  const kinds = Object.entries(counts);
  if (kinds.length === 0) return undefined;
  const total = kinds.reduce((sum, [, number]) => sum + number, 0);
  const parts = kinds.map(
    ([extension, number]) => `${number} ${extension === '' ? 'without extension' : extension}`,
  );
  return `skipped ${count(total, 'file')} of kinds that nestvec does not read: ${parts.join(', ')}`;
}
