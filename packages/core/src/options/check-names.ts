import { z } from 'zod';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
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

/** Checks that options are an object at all, before they are taken apart. Throws `invalid-input`. */
export function checkIsOptions(options: unknown, path = 'options'): asserts options is object {
  if (typeof options !== 'object' || options === null)
    throw invalid(path, `must be an object, got ${describeValue(options)}`);
}
