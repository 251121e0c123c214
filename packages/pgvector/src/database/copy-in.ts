import { messageOf } from '@nestvec/core/kit';
import type { PgClient, PgConnection, Submittable } from './client.ts';

/** The pieces of bytes are sent in: one message may not be longer than 1 GB, and a short one is soon on its way. */
const pieceBytes = 256 * 1024;

/** Sends bytes to a statement `COPY … FROM STDIN`, and resolves when the server has taken all of them. */
export async function copyIn(client: PgClient, text: string, bytes: Buffer): Promise<void> {
  const done = Promise.withResolvers<void>();
  let failure: Error | undefined;
  let connection: PgConnection | undefined;
  // What `pg` calls on it, by the messages of the server.
  const copying: Submittable &
    Record<`handle${string}`, (message?: unknown) => void> & {
      /** Put here by `pg`, which stops its clock for the statement when it is called. */
      callback?: () => void;
    } = {
    submit(given) {
      connection = given as PgConnection; // what pg gives
      connection.query(text);
    },
    handleCopyInResponse() {
      for (let start = 0; start < bytes.length; start += pieceBytes)
        connection?.sendCopyFromChunk(bytes.subarray(start, start + pieceBytes));
      connection?.endCopyFrom();
    },
    handleError(error) {
      failure ??= error instanceof Error ? error : new Error(messageOf(error));
      // A broken connection says nothing after it; a server says that it is ready.
      if (!('severity' in failure)) done.reject(failure);
    },
    handleCommandComplete() {},
    handleRowDescription() {},
    handleDataRow() {},
    handleEmptyQuery() {},
    handlePortalSuspended() {},
    handleReadyForQuery() {
      if (failure === undefined) done.resolve();
      else done.reject(failure);
    },
  };
  client.query(copying);
  try {
    await done.promise;
  } finally {
    copying.callback?.();
  }
}
