import { join } from 'node:path';
import { type DirectoryCalls, fileSystem, makeDirectory } from './directory.ts';
import { journalError, toJournalError } from './journal-error.ts';
import { configure, createTables, type FileFormat } from './schema.ts';
import { openSqlite, type SqlDatabase } from './sql.ts';

/** What a journal stands on; tests put files that fail in its place. */
export interface Ground {
  readonly directories: DirectoryCalls;
  open(path: string, directory: string): Promise<SqlDatabase>;
}

/** The disks of this machine, and the SQLite of Node. */
export const usualGround: Ground = { directories: fileSystem, open: openSqlite };

/** Opens or makes the file of a journal, for this process alone. Rejects with `journal`. */
export async function openFile(
  ground: Ground,
  directory: string,
  format: FileFormat,
): Promise<SqlDatabase> {
  try {
    await makeDirectory(directory, ground.directories);
    const database = await ground.open(join(directory, format.name), directory);
    try {
      configure(database);
      const kind = createTables(database, format);
      if (kind === 'other-version')
        throw journalError(directory, 'version', 'is of another format');
      if (kind === 'foreign') throw journalError(directory, 'damaged', 'holds something else');
      // The names of the files themselves.
      await ground.directories.sync(directory);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw toJournalError(error, directory, 'opening it');
  }
}
