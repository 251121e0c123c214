import type { CallOptions } from '@nestvec/core';
import { retry } from '@nestvec/core/store';
import { toStoreError } from './errors.ts';
import type { Session } from './session.ts';

/** First wait after a conflict with another process, doubled every time; LanceDB has used up its own tries by then. */
const baseMs = 50;

/** What a write does, and the ids that are not confirmed if it fails. */
export interface Write {
  readonly operation: string;
  readonly ids?: readonly string[] | undefined;
}

/** Runs one transaction, again where another process's write came first. Whatever it does must be right to do twice. */
export async function commit<Result>(
  session: Session,
  { operation, ids }: Write,
  call: CallOptions | undefined,
  transaction: () => Promise<Result>,
): Promise<Result> {
  const { collection } = session.options;
  return await retry(
    async () => {
      session.begin(operation, call);
      try {
        return await transaction();
      } catch (error) {
        throw toStoreError(error, { collection, operation, ids });
      }
    },
    { operation, baseMs, signal: call?.signal },
  );
}
