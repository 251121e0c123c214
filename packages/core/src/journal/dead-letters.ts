import type { ItemFailure } from '../ingest/failure.ts';
import { itemAsJson } from './format-item.ts';
import type { RunKey } from './items.ts';
import { type SqlDatabase, type SqlRow, textOf } from './sql.ts';

/** Items that could not be written, with the reason. */
export interface DeadLetters {
  add(failure: ItemFailure, key: RunKey): void;
  /** The tenant's, whatever its source. */
  remove(id: string, key: RunKey): void;
  /** Takes away those of a source that a complete run did not come across again. */
  removeOld(key: RunKey): void;
  /** Every tenant's, in the order of their ids, after one of them. */
  list(after: DeadLetter | undefined, limit: number): readonly DeadLetter[];
}

/** One line of a dead-letter file. */
export interface DeadLetter {
  /** Empty for none. */
  readonly tenant: string;
  readonly source: string;
  readonly id: string;
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  /** JSON; absent where there is no item, or where it can't be written as JSON, as with an image that is a stream. */
  readonly item: string | undefined;
}

/** The dead letters of an open journal. */
export function openDeadLetters(database: SqlDatabase): DeadLetters {
  const put = database.prepare(
    'INSERT OR REPLACE INTO dead (source, id, run, position, stage, code, message, item) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const drop = database.prepare(
    'DELETE FROM dead WHERE id = ? AND source IN (SELECT source FROM sources WHERE tenant = ?)',
  );
  const dropOld = database.prepare('DELETE FROM dead WHERE source = ? AND run < ?');
  const list = database.prepare(
    `SELECT sources.tenant AS tenant, sources.name AS name, dead.* FROM dead JOIN sources USING (source)
     WHERE ? OR (id, tenant, name) > (?, ?, ?) ORDER BY id, tenant, name LIMIT ?`,
  );
  return {
    add({ id, index, stage, error, item }, { source, run }) {
      put.run(source, id, run, index, stage, error.code, error.message, itemAsJson(item) ?? null);
    },
    remove(id, { tenant }) {
      drop.run(id, tenant);
    },
    removeOld({ source, run }) {
      dropOld.run(source, run);
    },
    list: (after, limit) =>
      list
        .all(
          after === undefined ? 1 : 0,
          after?.id ?? '',
          after?.tenant ?? '',
          after?.source ?? '',
          limit,
        )
        .map(toDeadLetter),
  };
}

function toDeadLetter(row: SqlRow): DeadLetter {
  const text = (column: string): string => textOf(row, column) ?? '';
  return {
    tenant: text('tenant'),
    source: text('name'),
    id: text('id'),
    stage: text('stage'),
    code: text('code'),
    message: text('message'),
    item: textOf(row, 'item'),
  };
}
