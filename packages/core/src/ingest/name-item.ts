import { isNestvecError, NestvecError } from '../errors.ts';
import type { ItemFailure } from './failure.ts';

/**
 * The failure of an item in the caller's words: an embedder knows the places of one call only, which mean nothing to who gave a
 * source, so the item's own id and place stand in the error instead.
 */
export function nameItem(failure: ItemFailure): ItemFailure {
  const { id, index, error } = failure;
  if (!isNestvecError(error, 'embedder')) return failure;
  const message = error.message.replace(/^contents\[\d+\]: /, '');
  const details = { ...error.details, index, id };
  const named = `item ${id} (${index} in the source): ${message}`;
  return {
    ...failure,
    error: new NestvecError('embedder', named, details, { cause: error.cause }),
  };
}
