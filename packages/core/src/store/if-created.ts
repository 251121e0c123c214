import { isNestvecError } from '../errors.ts';

/**
 * What a call of a store gives; `otherwise` where the collection does not exist yet, which the first write creates. Other errors of the
 * call come through: it throws them on.
 */
export async function ifCreated<Value>(
  call: () => Promise<Value>,
  otherwise: Value,
): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    if (isNestvecError(error, 'not-found') && error.details.what === 'collection') return otherwise;
    throw error;
  }
}
