import { z } from 'zod';
import { canonicalJson } from '../json.ts';
import { resolveSpec } from '../spec/resolve-spec.ts';
import type { CollectionSpec, ResolvedSpec } from '../spec/spec.ts';
import { NestvecError } from '../errors.ts';

/** What a collection keeps about itself, as text in whatever place its database has for that. */
export interface CollectionMemory {
  readonly spec: ResolvedSpec;
  /** Named vectors whose backfill is not complete. */
  readonly incomplete: readonly string[];
}

const memorySchema = z.object({
  nestvec: z.literal(1),
  spec: z.custom<CollectionSpec>((value) => typeof value === 'object' && value !== null),
  incomplete: z.array(z.string()),
});

/** The memory as text: canonical JSON with a format version. */
export function encodeMemory(memory: CollectionMemory): string {
  return canonicalJson({ nestvec: 1, ...memory });
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
  return { spec: resolveSpec(parsed.data.spec), incomplete: parsed.data.incomplete };
}
