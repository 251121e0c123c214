import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '@nestvec/core/kit';
import { NestvecError } from '@nestvec/core';
import { aliasedCollection, aliasMoved, type AliasParts } from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import { databaseName, isMissingTable } from './errors.ts';
import { localFolder } from './local-folder.ts';
import type { Session } from './session.ts';
import { placeOf } from './table-lock.ts';

/** The table of a database's aliases; no collection can have its name. It is made with the first alias. */
export const aliasTable = '_nestvec_aliases';

type Reached = Pick<Session, 'options' | 'connection' | 'peers'>;

/**
 * Aliases as a table of ours beside the collections. A change is one commit of LanceDB's, which is there or not whenever the process
 * ends, and of two by different processes that began at the same state, one is refused.
 */
export function aliasParts(session: Reached, open: AliasParts['open']): AliasParts {
  return {
    place: placeOf(session.options),
    list: async () => await readAliases(session, undefined),
    resolve: async (alias) => (await readAliases(session, `alias = '${alias}'`))[0]?.collection,
    point: async (alias, collection, from) =>
      await whileHeld(session, async () => {
        if (!(await hasTable(session, collection))) throw goneMeanwhile(collection);
        const table = await makeTable(session);
        try {
          const { arrow } = await session.peers();
          const column = (text: string) => arrow.vectorFromArray([text], new arrow.Utf8()); // or it makes a dictionary
          const rows = new arrow.Table({ alias: column(alias), collection: column(collection) });
          const merge = table.mergeInsert('alias').useIndex(false);
          const result = await (
            from === undefined
              ? merge.whenNotMatchedInsertAll()
              : merge.whenMatchedUpdateAll({ where: `target.collection = '${from}'` })
          ).execute(rows);
          if (result.numInsertedRows + result.numUpdatedRows > 0) return;
        } finally {
          table.close();
        }
        const [now] = await readAliases(session, `alias = '${alias}'`);
        if (now?.collection === collection) return;
        throw aliasMoved(databaseName, { alias, collection: from ?? collection }, now?.collection);
      }),
    remove: async (alias) =>
      await withAliases(session, undefined, async (table) => {
        await table.delete(`alias = '${alias}'`);
      }),
    open,
    believedMs: 0, // as of collections
  };
}

/** Drops a table unless an alias leads to it; no other process of this machine makes one meanwhile. Throws `invalid-input`. */
export async function dropUnaliased(
  session: Reached,
  collection: string,
  drop: () => Promise<void>,
): Promise<void> {
  await whileHeld(session, async () => {
    const found = await readAliases(session, `collection = '${collection}'`);
    const names = found.map(({ alias }) => alias).toSorted();
    if (names.length > 0) throw aliasedCollection(databaseName, collection, names);
    await drop();
  });
}

/** A file beside the tables keeps the processes of one machine apart; object stores have no such thing. */
async function whileHeld<Result>(
  { options }: Reached,
  task: () => Promise<Result>,
): Promise<Result> {
  const place = placeOf(options);
  const folder = typeof place === 'string' ? localFolder(place) : undefined;
  if (folder === undefined || !existsSync(folder)) return await task();
  return await withLock(join(folder, `${aliasTable}.lock`), { pollMs: 20 }, task);
}

async function readAliases(
  session: Reached,
  where: string | undefined,
): Promise<{ readonly alias: string; readonly collection: string }[]> {
  const folder = localFolder(session.options.uri);
  if (folder !== undefined && !existsSync(folder)) return []; // connecting would create it
  return await withAliases(session, [], async (table) => {
    const query = table.query().select(['alias', 'collection']);
    const rows: unknown[] = await (where === undefined ? query : query.where(where)).toArray();
    return rows.map((row) => {
      const { alias, collection } = row as Record<string, unknown>; // rows have the columns that were selected
      return { alias: String(alias), collection: String(collection) };
    });
  });
}

/** Runs a task on the table of aliases; `otherwise` where there is none yet. */
async function withAliases<Result>(
  session: Reached,
  otherwise: Result,
  task: (table: Table) => Promise<Result>,
): Promise<Result> {
  const connection = await session.connection();
  let table: Table;
  try {
    table = await connection.openTable(aliasTable);
  } catch (error) {
    if (isMissingTable(error)) return otherwise;
    throw error;
  }
  try {
    return await task(table);
  } finally {
    table.close();
  }
}

async function makeTable({ connection, peers }: Reached): Promise<Table> {
  const { arrow } = await peers();
  const column = (name: string) => new arrow.Field(name, new arrow.Utf8(), true);
  const schema = new arrow.Schema([column('alias'), column('collection')]);
  return await (
    await connection()
  ).createEmptyTable(aliasTable, schema, { mode: 'create', existOk: true });
}

async function hasTable({ connection }: Reached, name: string): Promise<boolean> {
  try {
    (await (await connection()).openTable(name)).close();
    return true;
  } catch (error) {
    if (isMissingTable(error)) return false;
    throw error;
  }
}

function goneMeanwhile(collection: string): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${databaseName}: the collection ${collection} was dropped meanwhile; no alias was changed`,
    { what: 'collection', name: collection },
  );
}
