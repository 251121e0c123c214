import type { CallOptions } from '../async/signal.ts';
import { NestvecError } from '../errors.ts';

/** As much of a session as knows of its end. */
interface Closable {
  /** Throws `closed` or `aborted`. */
  readonly begin: (operation: string, call: CallOptions | undefined) => void;
  readonly close: () => Promise<void>;
}

/** A shared session as a tenant's store uses it: its close ends that store's use, and nothing else. */
export function scopedSession<Session extends Closable>(
  session: Session,
  database: string,
  collection: string,
): Session {
  let closed = false;
  return {
    ...session,
    begin(operation: string, call: CallOptions | undefined) {
      if (closed) {
        const where = `${database}: ${operation} on "${collection}"`;
        throw new NestvecError('closed', `${where} after close(); open it again`, {
          what: collection,
        });
      }
      session.begin(operation, call);
    },
    close: async () => {
      closed = true;
    },
  };
}
