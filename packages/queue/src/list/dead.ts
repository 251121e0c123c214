import { numberOf, type SqlDatabase, textOf } from '@nestvec/core/kit';
import type { FailedItem } from '../result.ts';

/** An item that could not be written, and why. */
export interface DeadItem extends FailedItem {
  /** JSON of the item; absent where the source could not make one. */
  readonly item: string | undefined;
}

/** Items that could not be written. */
export interface DeadList {
  /** Gives whether it is new in this run, which a producer that was killed reads again. */
  add(item: DeadItem, run: number): boolean;
  remove(id: string): void;
  /** Takes away those that a complete run did not come across again. */
  removeOld(run: number): void;
  /** In the order of their ids, after one of them. */
  list(after: string, most: number): readonly DeadItem[];
  count(): number;
}

/** The dead letters of an open list. */
export function openDead(database: SqlDatabase): DeadList {
  const add = database.prepare('INSERT OR REPLACE INTO dead VALUES (?, ?, ?, ?, ?, ?)');
  const runOf = database.prepare('SELECT run FROM dead WHERE id = ?');
  const remove = database.prepare('DELETE FROM dead WHERE id = ?');
  const removeOld = database.prepare('DELETE FROM dead WHERE run < ?');
  const list = database.prepare('SELECT * FROM dead WHERE id > ? ORDER BY id LIMIT ?');
  const count = database.prepare('SELECT count(*) AS number FROM dead');
  return {
    add({ id, stage, code, message, item }, number) {
      const known = runOf.get(id);
      add.run(id, stage, code, message, item ?? null, number);
      return known === undefined || numberOf(known, 'run') !== number;
    },
    remove(id) {
      remove.run(id);
    },
    removeOld(number) {
      removeOld.run(number);
    },
    list: (after, most) =>
      list.all(after, most).map((row) => ({
        id: textOf(row, 'id') ?? '',
        stage: textOf(row, 'stage') ?? '',
        code: textOf(row, 'code') ?? '',
        message: textOf(row, 'message') ?? '',
        item: textOf(row, 'item'),
      })),
    count: () => numberOf(count.get(), 'number'),
  };
}
