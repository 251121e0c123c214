import { apiKey, invalid, parseInput } from '@nestvec/core/kit';
import type { Io } from '../io.ts';

/**
 * A key from the environment, which alone gives keys, since a command line is seen by others and kept in a history. Throws
 * `invalid-input`, naming the variable and never the key, for what no header can carry.
 */
export function environmentKey(variable: string, { env }: Pick<Io, 'env'>): string | undefined {
  const value = env[variable];
  // Set to nothing is how a shell leaves a key out.
  return value === undefined || value === '' ? undefined : parseInput(apiKey, value, variable);
}

/** The key from a variable that a flag names; the name is never repeated in case it is the key itself. Throws `invalid-input`. */
export function namedKey(variable: string, flag: string, io: Pick<Io, 'env'>): string {
  const key = /^[A-Za-z_]\w*$/.test(variable) ? environmentKey(variable, io) : undefined;
  if (key === undefined)
    throw invalid(flag, 'is not the name of an environment variable that is set');
  return key;
}
