import type { z } from 'zod';
import { invalid } from '../../errors.ts';
import { parseInput } from '../../parse-input.ts';
import type { ResolvedSpec, ResolvedVector } from '../../spec/spec.ts';

/** Reads and checks the settings of one database in a spec's vectors. */
export interface NativeSettings<Native> {
  /** A vector's settings. Throws `invalid-input` for one that the database does not have. */
  readonly of: (vector: Pick<ResolvedVector, 'native'>, name: string) => Native;
  /** Checks the settings of every vector; `problems` gives what does not fit, by the setting. */
  readonly check: (
    spec: ResolvedSpec,
    problems: (native: Native, vector: ResolvedVector) => Iterable<readonly [string, string]>,
  ) => void;
}

/** Settings of vectors by the schema of one database. `of` and `check` throw `invalid-input` naming the setting. */
export function nativeSettings<Native>(
  database: string,
  schema: z.ZodType<Native>,
): NativeSettings<Native> {
  const pathOf = (name: string): string => `spec.vectors.${name}.native.${database}`;
  const settings: NativeSettings<Native> = {
    of: ({ native }, name) => parseInput(schema, native[database] ?? {}, pathOf(name)),
    check(spec, problems) {
      for (const [name, vector] of Object.entries(spec.vectors))
        for (const [setting, problem] of problems(settings.of(vector, name), vector))
          throw invalid(`${pathOf(name)}.${setting}`, problem);
    },
  };
  return settings;
}

/** Without the entries that have no value. */
export function definedOnly(
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
