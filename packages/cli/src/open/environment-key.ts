import { apiKey, parseInput } from '@nestvec/core/kit';
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
