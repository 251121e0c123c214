import { z } from 'zod';
import { canonicalJson } from '../json.ts';
import { resolveSpec } from '../spec/resolve-spec.ts';
import type { CollectionSpec, ResolvedSpec } from '../spec/spec.ts';
import { NestvecError } from '../errors.ts';
import type { Attached } from './types.ts';

/** What a collection keeps about itself, as text in whatever place its database has for that. */
export interface CollectionMemory {
  readonly spec: ResolvedSpec;
  /** Named vectors whose backfill is not complete; `_words` where the words of texts are not all cut. */
  readonly incomplete: readonly string[];
  /** Whether every record has what filters on record fields need, where a database keeps that beside them. */
  readonly recordFields?: boolean | undefined;
  /** Present where someone else made the collection. Only what was added is kept; the rest is seen or said anew. */
  readonly attached?: Attached | undefined;
}

const memorySchema = z.object({
  nestvec: z.literal(1),
  spec: z.custom<CollectionSpec>((value) => typeof value === 'object' && value !== null),
  incomplete: z.array(z.string()),
  recordFields: z.literal(true).optional(),
  added: z.record(z.string(), z.string()).optional(),
});

/** The memory as text: canonical JSON with a format version. */
export function encodeMemory({
  spec,
  incomplete,
  attached,
  recordFields,
}: CollectionMemory): string {
  const added = attached === undefined ? {} : { added: attached.added };
  return canonicalJson({
    nestvec: 1,
    spec,
    incomplete,
    ...added,
    ...(recordFields === true ? { recordFields } : {}),
  });
}

/**
 * Reads a memory back. `undefined` for a text that we did not write; throws `unsupported` for one that a newer version wrote,
 * since writing to that could break it.
 */
export function decodeMemory(
  text: string | undefined,
  database: string,
): CollectionMemory | undefined {
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null || !('nestvec' in json)) return undefined;
  const parsed = memorySchema.safeParse(json);
  if (!parsed.success) {
    throw new NestvecError(
      'unsupported',
      `${database}: the collection was written by another version of nestvec (format ${JSON.stringify(json.nestvec)}); update nestvec`,
      { feature: 'collection format', by: database, alternative: 'update nestvec' },
      { cause: parsed.error },
    );
  }
  const { spec, incomplete, added } = parsed.data;
  const attached = added === undefined ? {} : { attached: { names: {}, added, taken: [] } };
  const kept = parsed.data.recordFields === true ? { recordFields: true } : {};
  return { spec: resolveSpec(spec), incomplete, ...attached, ...kept };
}
