import { recent } from '../async/recent.ts';
import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import type { WriteLock } from '../async/write-lock.ts';
import { NestvecError } from '../errors.ts';
import type { CollectionMemory } from '../plan/memory.ts';
import type { StoreErrors } from './store-errors.ts';

/** A collection that exists, as it was a moment ago. */
export interface FoundCollection {
  /** Undefined for one that someone else made and whose use was not declared. */
  readonly memory: CollectionMemory | undefined;
}

/** A collection that can be worked with. */
export type OpenCollection<Found extends FoundCollection> = Found & {
  readonly memory: CollectionMemory;
};

/** For how long reads believe a collection's description, in milliseconds; writes, plan and apply always ask. */
const usualBeliefMs = 1500;

/** What a store and the stores of its tenants share. */
export interface StoreSession<Found extends FoundCollection> {
  readonly lock: WriteLock;
  /** Throws `closed` or `aborted`. Every call begins with it, and every request. */
  readonly begin: (operation: string, call: CallOptions | undefined) => void;
  /** The collection, asked for now; `undefined` where it does not exist. */
  readonly find: (operation: string) => Promise<Found | undefined>;
  /** The collection, asked for now: others may have changed or dropped it. Throws `not-found`, or `identity` for a foreign one. */
  readonly open: (
    operation: string,
    call: CallOptions | undefined,
  ) => Promise<OpenCollection<Found>>;
  /** As `open`, but believes what was read in the last 1.5 s. */
  readonly recall: (
    operation: string,
    call: CallOptions | undefined,
  ) => Promise<OpenCollection<Found>>;
  /** The collection as it was last found, however long ago. */
  readonly last: () => OpenCollection<Found> | undefined;
  /** Makes the next read ask again. */
  readonly forget: () => void;
  /** Waits for the writes under way, then closes what `close` closes. */
  readonly close: () => Promise<void>;
}

/** What a session is made of. */
export interface StoreSessionParts<Found extends FoundCollection> {
  readonly database: string;
  readonly collection: string;
  readonly lock: WriteLock;
  readonly errors: StoreErrors;
  /** Asks for the collection; `undefined` where it does not exist. */
  readonly find: () => Promise<Found | undefined>;
  /** The same for a write, where that is another way. */
  readonly findForWrite?: (() => Promise<Found | undefined>) | undefined;
  /** For how long reads believe a description, in milliseconds; 0 where asking costs next to nothing. Default 1,500. */
  readonly believedMs?: number | undefined;
  /** Called once, when no write is under way. */
  readonly close: () => Promise<void>;
}

/**
 * A session; nothing is asked before the first call. Its calls reject with `closed` once it is closed, and with what `errors` makes of a
 * failure, of a collection that is not there, and of one that is not ours.
 */
export function storeSession<Found extends FoundCollection>(
  parts: StoreSessionParts<Found>,
): StoreSession<Found> {
  const { database, collection, lock, errors, believedMs = usualBeliefMs } = parts;
  const description = recent(parts.find, believedMs);
  let closed = false;
  const opened = async (
    operation: string,
    call: CallOptions | undefined,
    ask: () => Promise<Found | undefined>,
  ): Promise<OpenCollection<Found>> => {
    session.begin(operation, call);
    let found: Found | undefined;
    try {
      found = await ask();
    } catch (error) {
      throw errors.toStoreError(error, { collection, operation });
    }
    if (found === undefined) throw errors.missingCollection(collection, operation);
    if (!isOpen(found)) throw errors.foreignCollection(collection, operation);
    session.begin(operation, call);
    return found;
  };
  const session: StoreSession<Found> = {
    lock,
    begin(operation, call) {
      const where = `${database}: ${operation} on "${collection}"`;
      if (closed)
        throw new NestvecError('closed', `${where} after close(); open it again`, {
          what: collection,
        });
      throwIfAborted(call, where);
    },
    async find(operation) {
      try {
        return await description.now();
      } catch (error) {
        throw errors.toStoreError(error, { collection, operation });
      }
    },
    open: async (operation, call) =>
      await opened(operation, call, parts.findForWrite ?? description.now),
    recall: async (operation, call) => await opened(operation, call, description.get),
    last() {
      const found = believedMs === 0 ? undefined : description.last();
      return found !== undefined && isOpen(found) ? found : undefined;
    },
    forget: description.forget,
    async close() {
      if (closed) return;
      closed = true;
      await lock.idle();
      await parts.close();
    },
  };
  return session;
}

function isOpen<Found extends FoundCollection>(found: Found): found is OpenCollection<Found> {
  return found.memory !== undefined;
}
