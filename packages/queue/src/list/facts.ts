import { type SqlDatabase, textOf } from '@nestvec/core/kit';

/** Single values of a list, by name. */
export interface Facts {
  read(name: FactName): string | undefined;
  write(name: FactName, value: string): void;
  remove(name: FactName): void;
}

/** `run`: what is known of the run that is not over, as JSON; `number`: how many runs there were. */
type FactName = 'owner' | 'run' | 'number';

/** The facts of an open list. */
export function openFacts(database: SqlDatabase): Facts {
  const read = database.prepare('SELECT value FROM facts WHERE name = ?');
  const write = database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM facts WHERE name = ?');
  return {
    read(name) {
      const row = read.get(name);
      return row === undefined ? undefined : textOf(row, 'value');
    },
    write(name, value) {
      write.run(name, value);
    },
    remove(name) {
      remove.run(name);
    },
  };
}
