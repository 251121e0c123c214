import { NestvecError } from '@nestvec/core';
import { aliasedCollection, aliasMoved, type AliasParts } from '@nestvec/core/store';
import type { Connection } from './database/database.ts';
import { databaseName } from './errors.ts';
import type { ResolvedOptions } from './options.ts';
import type { Asking, Session } from './session.ts';
import { name, sql, type Sql } from './sql.ts';

/** The table of a schema's aliases; no collection can have its name. It is made with the first alias. */
export const aliasTable = '_nestvec_aliases';

/** Aliases as a table of ours beside the collections. Every change is one transaction that others wait for. */
export function aliasParts(session: Session, open: AliasParts['open']): AliasParts {
  const { options, place, run } = session;
  const { schema } = options;
  const table = aliasTableIn(options);
  const asking: Asking = { collection: '', operation: 'alias', begin: () => {} };
  return {
    place,
    list: async () =>
      await run(asking, async (connection) => {
        if (!(await hasTable(connection, schema, aliasTable))) return [];
        const rows = await connection.query(sql`SELECT alias, collection FROM ${table}`);
        return rows.map((row) => ({
          alias: String(row['alias']),
          collection: String(row['collection']),
        }));
      }),
    resolve: async (alias) =>
      await run(asking, async (connection) => readAlias(connection, options, alias)),
    async point(alias, collection, from) {
      const isThere = await run(asking, async (connection) =>
        hasTable(connection, schema, aliasTable),
      );
      if (!isThere)
        await run(asking, async ({ query }) =>
          query(
            sql`CREATE TABLE IF NOT EXISTS ${table} (alias text PRIMARY KEY, collection text NOT NULL)`,
          ),
        );
      const change = async (connection: Connection): Promise<void> => {
        await holdAliases(connection, options);
        const now = await readAlias(connection, options, alias);
        if (now === collection) return; // also where the answer to the first try was lost
        if (now !== from)
          throw aliasMoved(databaseName, { alias, collection: from ?? collection }, now);
        if (!(await hasTable(connection, schema, collection))) throw goneMeanwhile(collection);
        await connection.query(
          sql`INSERT INTO ${table} VALUES (${alias}::text, ${collection}::text) ON CONFLICT (alias) DO UPDATE SET collection = excluded.collection`,
        );
      };
      await run(asking, change, { transaction: true });
    },
    async remove(alias) {
      await run(asking, async ({ query }) =>
        query(sql`DELETE FROM ${table} WHERE alias = ${alias}::text`),
      );
    },
    open,
  };
}

/** Throws `invalid-input` where an alias leads to a collection; no other one is made until the transaction ends. */
export async function refuseAliased(
  connection: Connection,
  options: ResolvedOptions,
  collection: string,
): Promise<void> {
  if (!(await hasTable(connection, options.schema, aliasTable))) return;
  await holdAliases(connection, options);
  const rows = await connection.query(
    sql`SELECT alias FROM ${aliasTableIn(options)} WHERE collection = ${collection}::text ORDER BY alias`,
  );
  const names = rows.map((row) => String(row['alias']));
  if (names.length > 0) throw aliasedCollection(databaseName, collection, names);
}

/** The collection that an alias leads to; `undefined` where there is no such alias. */
async function readAlias(
  connection: Connection,
  options: ResolvedOptions,
  alias: string,
): Promise<string | undefined> {
  // A statement that fails would end a transaction that the caller's client may be in.
  if (!(await hasTable(connection, options.schema, aliasTable))) return undefined;
  const [row] = await connection.query(
    sql`SELECT collection FROM ${aliasTableIn(options)} WHERE alias = ${alias}::text`,
  );
  return row?.['collection'] ?? undefined;
}

function aliasTableIn({ schema }: Pick<ResolvedOptions, 'schema'>): Sql {
  return sql`${name(schema)}.${name(aliasTable)}`;
}

async function holdAliases(connection: Connection, options: ResolvedOptions): Promise<void> {
  await connection.query(sql`LOCK TABLE ${aliasTableIn(options)} IN SHARE ROW EXCLUSIVE MODE`);
}

async function hasTable({ query }: Connection, schema: string, table: string): Promise<boolean> {
  const rows = await query(
    sql`SELECT 1 AS one FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ${schema}::text AND c.relname = ${table}::text`,
  );
  return rows.length > 0;
}

function goneMeanwhile(collection: string): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${databaseName}: the collection ${collection} was dropped meanwhile; no alias was changed`,
    { what: 'collection', name: collection },
  );
}
