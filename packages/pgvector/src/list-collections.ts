import { existsSync } from 'node:fs';
import { isNestvecError } from '@nestvec/core';
import { checkIsOptions } from '@nestvec/core/kit';
import { aliasTable } from './aliases.ts';
import { embeddedDatabase, pgliteFolder } from './database/pglite.ts';
import { serverDatabase } from './database/server.ts';
import { errors } from './errors.ts';
import { type PgvectorPlace, type PgvectorSettings, resolveOptions } from './options.ts';
import { sql } from './sql.ts';

/** Names of the collections in a schema, in order, also of tables that others made. Rejects with `store` where it can't be read. */
export async function listCollections(
  options: Omit<PgvectorSettings, 'collection'> & PgvectorPlace,
): Promise<readonly string[]> {
  checkIsOptions(options);
  const resolved = resolveOptions({ ...options, collection: 'any' });
  const { data, schema } = resolved;
  const folder = data === undefined ? undefined : pgliteFolder(data);
  if (folder !== undefined && !existsSync(folder)) return []; // to look does not make a database
  const database = data === undefined ? serverDatabase(resolved) : embeddedDatabase(data);
  try {
    const rows = await database.use(async ({ query }) =>
      query(sql`SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ${schema}::text AND c.relkind IN ('r', 'p')`),
    );
    const names = rows.map((row) => String(row['name']));
    return names.filter((name) => name !== aliasTable).toSorted();
  } catch (error) {
    if (isNestvecError(error)) throw error;
    const place = data ?? schema;
    throw errors.toStoreError(error, { collection: '', operation: 'listing', place });
  } finally {
    await database.close();
  }
}
