import { isDeepStrictEqual } from 'node:util';
import type { CallOptions } from '../async/signal.ts';
import type { FoundCollection, OpenCollection, StoreSession } from './store-session.ts';

/**
 * Reads a collection by what is known of it. What is older than a moment is asked for beside the reading, since to wait for it
 * would double the time of a search. Where it has changed, or where the reading fails and it turns out to have changed, the
 * reading is done again.
 */
export async function readWithScope<Found extends FoundCollection, Result>(
  session: StoreSession<Found>,
  [operation, call]: readonly [string, CallOptions | undefined],
  read: (open: OpenCollection<Found>) => Promise<Result>,
): Promise<Result> {
  session.begin(operation, call);
  const known = session.last();
  if (known === undefined) return await read(await session.recall(operation, call));
  const reading = (async () => await read(known))();
  reading.catch(() => {}); // looked at below; until then it must not count as unhandled
  let open: OpenCollection<Found> = await session.recall(operation, call);
  if (open === known) {
    try {
      return await reading;
    } catch (error) {
      open = await session.open(operation, call);
      if (isDeepStrictEqual(open, known)) throw error;
    }
  }
  return await (isDeepStrictEqual(open, known) ? reading : read(open));
}
