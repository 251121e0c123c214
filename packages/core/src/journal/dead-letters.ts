import type { ItemFailure } from '../ingest/types.ts';
import type { Item } from '../item.ts';
import { formatItem } from './format-item.ts';
import type { RunKey } from './items.ts';
import { type SqlDatabase, type SqlRow, textOf } from './sql.ts';

/** Items that could not be written, with the reason. */
export interface DeadLetters {
  add(failure: ItemFailure, key: RunKey): void;
  /** Whatever its source. */
  remove(id: string): void;
  /** Takes away those of a source that a complete run did not come across again. */
  removeOld(key: RunKey): void;
  /** In the order of their ids, after one of them. */
  list(after: DeadLetter | undefined, limit: number): readonly DeadLetter[];
}

/** One line of a dead-letter file. */
export interface DeadLetter {
  readonly source: string;
  readonly id: string;
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  /** JSON; absent where there is no item, or where its picture was a stream. */
  readonly item: string | undefined;
}

/** The dead letters of an open journal. */
export function openDeadLetters(database: SqlDatabase): DeadLetters {
  const put = database.prepare(
    'INSERT OR REPLACE INTO dead (source, id, run, position, stage, code, message, item) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const drop = database.prepare('DELETE FROM dead WHERE id = ?');
  const dropOld = database.prepare('DELETE FROM dead WHERE source = ? AND run < ?');
  const list = database.prepare(
    `SELECT sources.name AS name, dead.* FROM dead JOIN sources USING (source)
     WHERE (id, name) > (?, ?) ORDER BY id, name LIMIT ?`,
  );
  const textOfItem = (item: Item | undefined): string | null => {
    const formatted = item === undefined ? undefined : formatItem(item);
    return formatted === undefined ? null : JSON.stringify(formatted);
  };
  return {
    add({ id, index, stage, error, item }, { source, run }) {
      put.run(source, id, run, index, stage, error.code, error.message, textOfItem(item));
    },
    remove(id) {
      drop.run(id);
    },
    removeOld({ source, run }) {
      dropOld.run(source, run);
    },
    list: (after, limit) => list.all(after?.id ?? '', after?.source ?? '', limit).map(toDeadLetter),
  };
}

function toDeadLetter(row: SqlRow): DeadLetter {
  const text = (column: string): string => textOf(row, column) ?? '';
  return {
    source: text('name'),
    id: text('id'),
    stage: text('stage'),
    code: text('code'),
    message: text('message'),
    item: textOf(row, 'item'),
  };
}
