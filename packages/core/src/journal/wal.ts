import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from '../async/once.ts';
import { toJournalError } from './journal-error.ts';

/** The write-ahead log of an open journal. */
export interface Wal {
  /**
   * Resolves when everything that was committed before is on the disk. A commit that waits for its disk itself holds up all that the process does
   * besides; this one does not. Rejects with `journal`.
   */
  flush(): Promise<void>;
  /** Lets go of the file, after the flushes that are under way. */
  close(): void;
}

/** The log of the journal of that name; its file is there from the first commit on. */
export function walOf(directory: string, name: string): Wal {
  let file: FileHandle | undefined;
  // Windows flushes only what may be written to.
  const handle = once(async () => (file = await open(join(directory, `${name}-wal`), 'r+')));
  const sync = async (): Promise<void> => {
    try {
      const opened = await handle();
      await opened.datasync();
    } catch (error) {
      throw toJournalError(error, directory, 'putting it on the disk');
    }
  };
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return {
    // One after the other, so that they end in the order in which they were asked for; all that wait share the next one.
    async flush() {
      next ??= underWay.then(async () => {
        next = undefined;
        await sync();
      });
      underWay = next.catch(() => {});
      await next;
    },
    close() {
      void underWay.then(async () => await file?.close()).catch(() => {});
    },
  };
}
