import { numberOf, type SqlDatabase, textOf } from '@nestvec/core/kit';
import { type NewJob, parseJob } from '../job.ts';

/** Jobs that are not accounted for. */
export interface JobList {
  add(job: NewJob): void;
  /** The job; `undefined` where it is accounted for, or was never added. */
  find(id: string): NewJob | undefined;
  remove(id: string): void;
  /** Counts how often Redis lost a job; gives the number. */
  lose(id: string): number;
  ids(): readonly string[];
  count(): number;
  clear(): void;
}

/** The jobs of an open list. */
export function openJobs(database: SqlDatabase): JobList {
  const add = database.prepare('INSERT OR IGNORE INTO jobs VALUES (?, ?, 0, ?)');
  const find = database.prepare('SELECT data FROM jobs WHERE job = ?');
  const remove = database.prepare('DELETE FROM jobs WHERE job = ?');
  const lose = database.prepare(
    'UPDATE jobs SET losses = losses + 1 WHERE job = ? RETURNING losses',
  );
  const ids = database.prepare('SELECT job FROM jobs');
  const count = database.prepare('SELECT count(*) AS number FROM jobs');
  const clear = database.prepare('DELETE FROM jobs');
  return {
    add({ id, data }) {
      add.run(id, data.items.length, JSON.stringify(data));
    },
    find(id) {
      const row = find.get(id);
      const data = row === undefined ? undefined : textOf(row, 'data');
      return data === undefined ? undefined : { id, data: parseJob(JSON.parse(data)) };
    },
    remove(id) {
      remove.run(id);
    },
    lose: (id) => numberOf(lose.get(id), 'losses'),
    ids: () => ids.all().map((row) => textOf(row, 'job') ?? ''),
    count: () => numberOf(count.get(), 'number'),
    clear() {
      clear.run();
    },
  };
}
