import type { Stats } from 'node:fs';

/** Whether a file was written to between two looks at it. */
export function hasChanged(before: Stats, after: Stats): boolean {
  return before.size !== after.size || before.mtimeMs !== after.mtimeMs;
}

/** What a message says of such a file. */
export const writtenWhileRead = 'was written to while it was read; run again';
