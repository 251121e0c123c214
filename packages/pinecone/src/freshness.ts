import { NestvecError } from '@nestvec/core';
import { sleep } from '@nestvec/core/kit';
import type { Failure } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { isNotFound, readFailure } from './failure.ts';
import { unit } from './record.ts';
import type { IndexPlace } from './session.ts';
import type { Scope } from './scope.ts';

/** The number that the service gives to a write of a namespace; pods and emulators give none. */
export type WriteNumber = number | undefined;

/** First pause between two looks, half as long again each time, at most a second. */
const firstPauseMs = 20;

/**
 * Waits until searches of an index see all of the writes, in whatever order their answers came. Where the service gives no
 * numbers there is nothing to wait for. A check that fails for a moment is not an error: the next one may succeed.
 */
export async function waitUntilSeen(
  scope: Scope,
  place: IndexPlace,
  writes: readonly WriteNumber[],
): Promise<void> {
  const { session, namespace, begin, signal } = scope;
  const { readAfterWrite, waitMs } = session.options;
  let last = -1;
  for (const write of writes) last = Math.max(last, write ?? -1);
  if (last === -1 || !readAfterWrite) return;
  const deadline = Date.now() + waitMs;
  const look = {
    vector: unit(place.dimensions),
    topK: 1,
    includeMetadata: false,
    includeValues: false,
  };
  let failure: Failure | undefined;
  for (let pause = firstPauseMs; ; pause = Math.min(1000, pause * 1.5)) {
    begin();
    try {
      const { seen } = await place.data.query(namespace, look, signal);
      if (seen === undefined || seen >= last) return;
      failure = undefined;
    } catch (error) {
      failure = readFailure(error);
      if (isNotFound(error)) throw error;
      begin();
      if (!failure.retryable) throw notSeen(scope, place, { ...failure, error });
    }
    const wait = Math.max(pause, failure?.retryAfterMs ?? 0);
    if (Date.now() + wait > deadline) throw notSeen(scope, place, { ...failure });
    await sleep(wait, signal);
  }
}

function notSeen(
  { collection, operation, session }: Scope,
  { index }: IndexPlace,
  look: Partial<Failure> & { readonly error?: unknown },
): NestvecError<'store'> {
  const what = `${databaseName}: ${operation} on "${collection}"`;
  const { status, reason, error: cause, retryable = true } = look;
  const shown = status === undefined ? '' : ` (${status})`;
  const message = retryable
    ? `${what} was not seen by searches of ${index} within ${session.options.waitMs / 1000} s${
        reason === undefined ? '' : ` (the last look failed${shown}: ${reason})`
      }; write it again, or give a longer waitMs`
    : `${what} can’t be seen, because a search of ${index} is refused${shown}: ${reason}; use a key that may search, or set readAfterWrite to false`;
  return new NestvecError(
    'store',
    message,
    {
      database: databaseName,
      collection,
      operation,
      unconfirmedIds: [],
      retryable,
      ...(status === undefined ? {} : { status }),
    },
    { cause },
  );
}
