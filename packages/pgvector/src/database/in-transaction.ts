import { raw } from '../sql.ts';
import { codeOf, isServerError } from '../errors.ts';
import type { Connection } from './database.ts';

/** Runs a task between BEGIN and COMMIT; where it fails, nothing of it is kept. */
export async function inTransaction<Result>(
  connection: Connection,
  task: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  return await between(connection, ['BEGIN', 'COMMIT', 'ROLLBACK'], task);
}

/** The same on a client that may be inside a transaction: there it is a savepoint. */
export async function inAnyTransaction<Result>(
  connection: Connection,
  task: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const savepoint = ['SAVEPOINT nestvec', 'RELEASE nestvec', 'ROLLBACK TO nestvec'] as const;
  try {
    await connection.query(raw(savepoint[0]));
  } catch (error) {
    if (codeOf(error) !== noTransaction) throw error;
    return await inTransaction(connection, task);
  }
  return await between(connection, [undefined, savepoint[1], savepoint[2]], task);
}

const noTransaction = '25P01';

async function between<Result>(
  connection: Connection,
  [begin, commit, rollback]: readonly [string | undefined, string, string],
  task: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  if (begin !== undefined) await connection.query(raw(begin));
  let result: Result;
  try {
    result = await task(connection);
  } catch (error) {
    await undo(connection, rollback);
    throw error; // the first one is the one to tell
  }
  await connection.query(raw(commit));
  return result;
}

/** Undoes a transaction. A cancellation that is late may hit the first try; a connection gets one of them at most. */
async function undo({ query }: Connection, rollback: string): Promise<void> {
  try {
    await query(raw(rollback));
  } catch (error) {
    if (isServerError(error)) await query(raw(rollback)).catch(() => {});
  }
}
