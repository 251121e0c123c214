import { numberOf, type SqlDatabase, textOf } from '@nestvec/core/kit';
import type { JobItem } from '../job.ts';

/** Which items runs came across, as sorted hashes: 50 million take about 3 GB of the disk and nothing of Redis. */
export interface SeenList {
  /**
   * Notes an item of a run. `new`: not seen in this run; `same`: seen in this version; `other`: seen in another version, and noted
   * for later, after the one that is under way.
   */
  see(item: SeenItem, run: number): 'new' | 'same' | 'other';
  /** Notes an item whatever was known of it. */
  note(item: SeenItem, run: number): void;
  /** Items that came again in another version, the last one of each id; they are taken away. */
  takeLater(most: number): readonly SeenItem[];
  /** Whether an earlier run wrote it and this one did not come across it. */
  isGone(id: string, run: number): boolean;
  /** Forgets what is gone. */
  forgetGone(run: number): void;
}

/** An item in one version. */
export interface SeenItem {
  readonly item: JobItem;
  readonly version: string;
}

/** What is seen, of an open list. */
export function openSeen(database: SqlDatabase, hashOf: (text: string) => Uint8Array): SeenList {
  const find = database.prepare('SELECT run, version = ? AS same FROM items WHERE hash = ?');
  const write = database.prepare('INSERT OR REPLACE INTO items VALUES (?, ?, ?)');
  const postpone = database.prepare('INSERT OR REPLACE INTO later VALUES (?, ?, ?)');
  const unpostpone = database.prepare('DELETE FROM later WHERE id = ?');
  const later = database.prepare('SELECT version, item FROM later ORDER BY id LIMIT ?');
  const forget = database.prepare('DELETE FROM items WHERE run < ?');
  return {
    see({ item, version }, run) {
      const [key, hashed] = [hashOf(item.id), hashOf(version)];
      const known = find.get(hashed, key);
      if (known === undefined || numberOf(known, 'run') !== run) {
        write.run(key, run, hashed);
        return 'new';
      }
      if (numberOf(known, 'same') === 1) {
        unpostpone.run(item.id);
        return 'same';
      }
      postpone.run(item.id, version, JSON.stringify(item));
      return 'other';
    },
    note({ item, version }, run) {
      write.run(hashOf(item.id), run, hashOf(version));
    },
    takeLater(most) {
      return later.all(most).map((row) => {
        const item = JSON.parse(textOf(row, 'item') ?? '') as JobItem; // as `see` wrote it
        unpostpone.run(item.id);
        return { item, version: textOf(row, 'version') ?? '' };
      });
    },
    isGone(id, run) {
      const known = find.get(null, hashOf(id));
      return known !== undefined && numberOf(known, 'run') < run;
    },
    forgetGone(run) {
      forget.run(run);
    },
  };
}
