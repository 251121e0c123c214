import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { keepTemplate, readTemplate } from './pglite-template.ts';

/** Where a database is, and where new ones are copied from. */
export interface PglitePlace {
  /** A folder, or `memory://`. */
  readonly data: string;
  /** A file that keeps a new database; `undefined` where each is made anew. */
  readonly template: string | undefined;
}

/**
 * Opens a database with pgvector, or makes it. No other process may have its folder. One whose making was interrupted is made
 * again, since it was never written to.
 */
export async function startPglite(
  create: (options: PGliteOptions) => Promise<PGlite>,
  extensions: PGliteOptions['extensions'] & {},
  { data, template }: PglitePlace,
): Promise<PGlite> {
  const extended = async (loaded?: Uint8Array<ArrayBuffer>): Promise<PGlite> => {
    const database = await create({
      dataDir: data,
      extensions,
      ...(loaded === undefined ? {} : { loadDataDir: new Blob([loaded]) }),
    });
    await database.exec('CREATE EXTENSION IF NOT EXISTS vector');
    return database;
  };
  const isInMemory = data === 'memory://';
  const begun = `${data}.new`;
  if (!isInMemory) {
    if (existsSync(begun)) await rm(data, { recursive: true, force: true });
    else if (existsSync(join(data, 'PG_VERSION'))) return await extended();
    await mkdir(data, { recursive: true });
    await writeFile(begun, '');
  }
  const loaded = template === undefined ? undefined : await readTemplate(template);
  let database: PGlite | undefined;
  if (loaded !== undefined && template !== undefined)
    database = await extended(loaded).catch(async () => {
      // What was kept is of no use; the reason shows again where it is another one.
      await rm(template, { force: true });
      if (!isInMemory) await rm(data, { recursive: true, force: true });
      return undefined;
    });
  if (database === undefined) {
    database = await extended();
    if (template !== undefined) await keep(database, template);
  }
  if (!isInMemory) await rm(begun);
  return database;
}

async function keep(database: PGlite, template: string): Promise<void> {
  await database.exec('CHECKPOINT'); // what is copied is complete without the log
  const tar = await database.dumpDataDir('none');
  await keepTemplate(template, new Uint8Array(await tar.arrayBuffer()));
}
