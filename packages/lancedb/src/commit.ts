import { retry } from '@nestvec/core/kit';
import type { ScopeStart } from '@nestvec/core/store';
import { errors } from './errors.ts';

/** First wait after a conflict with another process, doubled every time; LanceDB has used up its own tries by then. */
const baseMs = 50;

/** What a transaction is part of. */
export type Writing = Pick<ScopeStart, 'collection' | 'operation' | 'begin'>;

/**
 * Runs one transaction, again where another process's write came first. Whatever it does must be right to do twice; `ids` are
 * not confirmed if it fails.
 */
export async function commit<Result>(
  { collection, operation, begin }: Writing,
  transaction: () => Promise<Result>,
  ids?: readonly string[],
): Promise<Result> {
  return await retry(
    async () => {
      begin();
      try {
        return await transaction();
      } catch (error) {
        throw errors.toStoreError(error, { collection, operation, ids });
      }
    },
    { operation, baseMs },
  );
}
