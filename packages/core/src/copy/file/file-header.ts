import { z } from 'zod';
import { NestvecError } from '../../errors.ts';
import { canonicalJson } from '../../json.ts';
import { parseInput } from '../../parse-input.ts';
import { resolveSpec } from '../../spec/resolve-spec.ts';
import type { CollectionSpec, ResolvedSpec } from '../../spec/spec.ts';

/** What a file says of the collection that its records are of. */
export interface FileHeader {
  /** Where the collection was: its native options are that database's. */
  readonly database: string;
  readonly spec: ResolvedSpec;
}

const format = 1;
const schema = z.object({
  records: z.literal(format),
  database: z.string().min(1),
  spec: z.custom<CollectionSpec>((value) => typeof value === 'object' && value !== null),
});

/** The header as JSON. */
export function encodeHeader({ database, spec }: FileHeader): string {
  return canonicalJson({ records: format, database, spec });
}

/** Reads a header back; `path` is what errors call the file. Throws `unsupported` for one of a newer version, and `invalid-input`. */
export function decodeHeader(given: unknown, path: string): FileHeader {
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    if (typeof given === 'object' && given !== null && Reflect.get(given, 'records') !== format)
      throw new NestvecError(
        'unsupported',
        `${path} was written by another version of nestvec; update nestvec`,
        { feature: `the format of ${path}`, by: 'nestvec', alternative: 'update nestvec' },
      );
    parseInput(schema, given, `${path}, header`);
  }
  const { database, spec } = parseInput(schema, given, `${path}, header`);
  return { database, spec: resolveSpec(spec) };
}
