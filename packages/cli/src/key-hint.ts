import { isNestvecError } from '@nestvec/core';
import { databases, type StoreName, storeNames } from './open/databases.ts';

/** As HTTP says it that a key is not taken, and as gRPC does. */
const refusals: ReadonlySet<number> = new Set([401, 403, 7, 16]);

/** The database whose server did not take the key; `undefined` for any other error, and for one without keys. */
export function keyRefusedBy(error: unknown): StoreName | undefined {
  if (!isNestvecError(error, 'store') || !refusals.has(error.details.status ?? 0)) return undefined;
  return storeNames.find(
    (name) => name === error.details.database && databases[name].keyVariable !== undefined,
  );
}

/** Errors of a command that knows better than their database which variable holds the key. */
const better = new WeakMap<object, string>();

/** Has an error shown with this advice on its key. */
export function adviseOnKey(error: object, advice: string): void {
  better.set(error, advice);
}

/** What to do about a key that was not taken; `undefined` for any other error. */
export function keyAdvice(error: unknown): string | undefined {
  const store = keyRefusedBy(error);
  if (store === undefined) return undefined;
  const known = typeof error === 'object' && error !== null ? better.get(error) : undefined;
  return known ?? adviceFor(databases[store].keyVariable ?? '');
}

/** The same for a variable that is known. */
export function adviceFor(variable: string): string {
  return `set ${variable} to a key that the server takes`;
}
