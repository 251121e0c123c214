import { type Failure, storeErrors, type StoreErrors } from '@nestvec/core/store';
import { readFailure } from './failure.ts';

/** The name of the database in messages. */
export const databaseName = 'pinecone';

/** Pinecone's errors as ours. */
export const errors: StoreErrors = storeErrors({
  database: databaseName,
  title: 'Pinecone',
  readFailure,
  // Of one of the collection's indexes; planning and applying its spec makes them all.
  isMissing: ({ status }) => status === 404,
  advice,
});

/** An answer that can't be one of Pinecone's. */
export const strangeAnswer: StoreErrors['strangeAnswer'] = errors.strangeAnswer;

function advice({ status, code, reason }: Failure): string | undefined {
  if (status === 401) return 'check the API key';
  if (status === 403 && /deletion protection/i.test(reason))
    return 'switch its deletion protection off in the console first';
  if (status === 403) return 'the key may not do this, or the project’s quota is used up';
  if (status === 429) return 'the project’s rate limit is reached';
  return code === 'ECONNREFUSED' ? 'is the server running, and at this address?' : undefined;
}
