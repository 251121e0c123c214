import { isNestvecError, NestvecError } from '../errors.ts';

/** The error of a write with more ids that are not confirmed; other errors as they are. */
export function addUnconfirmed(error: unknown, ids: readonly string[]): unknown {
  if (!isNestvecError(error, 'store') || ids.length === 0) return error;
  const unconfirmedIds = [...error.details.unconfirmedIds, ...ids];
  return new NestvecError(
    'store',
    error.message,
    { ...error.details, unconfirmedIds },
    { cause: error },
  );
}
