import { z } from 'zod';
import { parseInput } from '../parse-input.ts';

/** Every name that an options object may have; the type makes sure that all are there. */
export type OptionNames<Options> = Readonly<Record<keyof Required<Options>, true>>;

/**
 * A check that options have no name but these, since one that is misspelt would be ignored. It says nothing about the values.
 * Throws `invalid-input` that suggests the right name.
 */
export function checkNames<Options extends object>(
  names: OptionNames<Options>,
): (options: Options | undefined, path: string) => void {
  const anything = Object.keys(names).map((name) => [name, z.unknown().optional()] as const);
  const schema = z.strictObject(Object.fromEntries(anything)).optional();
  return (options, path) => void parseInput(schema, options, path);
}
