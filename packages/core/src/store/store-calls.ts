import type { CallOptions } from '../async/signal.ts';
import { untilAborted } from '../async/until-aborted.ts';
import type { CollectionMemory } from '../plan/memory.ts';
import { checkStoreOptions } from './check-options.ts';
import { readWithScope } from './read-with-scope.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection, OpenCollection } from './store-session.ts';
import { checkTenancy } from './collection/tenancy.ts';

/** How the calls of a store run: what each throws, which lock it holds and which scope it gets. */
export interface StoreCalls<Scope extends ScopeStart> {
  /** Checks the options of a call, and that it may start. Throws `invalid-input`, `closed` or `aborted`. */
  readonly begin: (operation: string, call: CallOptions | undefined) => void;
  /** A call whose errors are of this library. */
  readonly guarded: <Result>(
    operation: string,
    call: CallOptions | undefined,
    task: () => Promise<Result>,
  ) => Promise<Result>;
  /** As `guarded`, for what changes nothing: ends as soon as the signal fires. */
  readonly asking: <Result>(
    operation: string,
    call: CallOptions | undefined,
    task: () => Promise<Result>,
  ) => Promise<Result>;
  /** Reads the collection by what is known of it. */
  readonly reading: <Result>(
    operation: string,
    call: CallOptions | undefined,
    read: (scope: Scope) => Promise<Result>,
  ) => Promise<Result>;
  /** The collection, asked for now, for a read of many pages. */
  readonly opening: (operation: string, call: CallOptions | undefined) => Promise<Scope>;
  /** Writes the collection, asked for now, under its lock; `ids` are unconfirmed where it fails before anything is sent. */
  readonly writing: (
    use: 'shared' | 'exclusive',
    operation: string,
    call: CallOptions | undefined,
    ids: readonly string[],
    write: (scope: Scope) => Promise<void>,
  ) => Promise<void>;
}

/** The calls of one tenant's store. */
export function storeCalls<Found extends FoundCollection, Scope extends ScopeStart>(
  parts: StoreParts<Found, Scope>,
  tenant: string | undefined,
): StoreCalls<Scope> {
  const { database, collection, session, errors, checkWritable } = parts;
  const whereOf = (operation: string): string => `${database}: ${operation} on "${collection}"`;
  const scopeOf = (
    open: OpenCollection<Found>,
    operation: string,
    call: CallOptions | undefined,
    signal?: AbortSignal,
  ): Scope => {
    const { spec, incomplete }: CollectionMemory = open.memory;
    checkTenancy(spec, tenant, collection);
    const begin = (): void => session.begin(operation, call);
    return parts.scope(open, { collection, spec, incomplete, tenant, operation, signal, begin });
  };
  const begin = (operation: string, call: CallOptions | undefined): void => {
    checkStoreOptions(operation, call);
    session.begin(operation, call);
  };
  const guarded = async <Result>(
    operation: string,
    call: CallOptions | undefined,
    task: () => Promise<Result>,
  ): Promise<Result> => {
    begin(operation, call);
    try {
      return await task();
    } catch (error) {
      session.begin(operation, call);
      throw errors.toStoreError(error, { collection, operation });
    }
  };
  /** As `guarded`, for what changes nothing: ends as soon as the signal fires. */
  const asking = async <Result>(
    operation: string,
    call: CallOptions | undefined,
    task: () => Promise<Result>,
  ): Promise<Result> =>
    await guarded(
      operation,
      call,
      async () => await untilAborted(task(), call?.signal, whereOf(operation)),
    );
  const reading = async <Result>(
    operation: string,
    call: CallOptions | undefined,
    read: (scope: Scope) => Promise<Result>,
  ): Promise<Result> =>
    await asking(operation, call, async () =>
      readWithScope(session, [operation, call], async (open) =>
        read(scopeOf(open, operation, call, call?.signal)),
      ),
    );
  const writing = async (
    use: 'shared' | 'exclusive',
    operation: string,
    call: CallOptions | undefined,
    ids: readonly string[],
    write: (scope: Scope) => Promise<void>,
  ): Promise<void> => {
    begin(operation, call);
    try {
      await session.lock[use](async () => {
        const opening = session.open(operation, call);
        const open = await untilAborted(opening, call?.signal, whereOf(operation)); // nothing is sent yet
        try {
          checkWritable();
          const signal = parts.cancelsWrites === true ? call?.signal : undefined;
          await write(scopeOf(open, operation, call, signal));
        } finally {
          parts.release?.(open);
        }
      });
    } catch (error) {
      throw errors.toWriteError(error, { collection, operation, ids });
    }
  };
  const opening = async (operation: string, call: CallOptions | undefined): Promise<Scope> => {
    begin(operation, call);
    return scopeOf(await session.open(operation, call), operation, call, call?.signal);
  };
  return { begin, guarded, asking, reading, opening, writing };
}
