import type { Hit, JsonObject, VectorRecord } from '@nestvec/core';
import { givenMetadata } from '@nestvec/core/kit';
import type { ResolvedSpec } from '@nestvec/core/store';

/** Where Mastra keeps the text of a chunk: as the record’s text it is found by words and shown by every other door. */
const textKey = 'text';

/** What of a metadata object is stored where. */
interface Stored {
  readonly metadata: JsonObject;
  readonly text?: string;
}

/** Metadata as it is stored: `text` as the text of the record, unless it is a declared field. Throws `invalid-input`. */
export function toStored(
  given: unknown,
  { fields }: Pick<ResolvedSpec, 'fields'>,
  path: string,
): Stored {
  const checked = givenMetadata(given ?? undefined, path);
  const { [textKey]: text, ...metadata } = checked;
  if (typeof text !== 'string' || text === '' || Object.hasOwn(fields, textKey))
    return { metadata: checked };
  return { metadata, text };
}

/**
 * Keys of metadata that are changed, as they are stored: a text takes the place of whatever stood under its key, and the other way round.
 * Throws `invalid-input`.
 */
export function toChanged(
  given: unknown,
  spec: Pick<ResolvedSpec, 'fields'>,
  path: string,
): Stored & { readonly unset?: readonly string[] } {
  const stored = toStored(given, spec, path);
  if (stored.text !== undefined) return { ...stored, unset: [textKey] };
  const isOther = Object.hasOwn(stored.metadata, textKey) && !Object.hasOwn(spec.fields, textKey);
  return isOther ? { ...stored, text: '' } : stored;
}

/** Metadata as it was given. */
export function toGiven({
  metadata,
  text,
}: Pick<Hit | VectorRecord, 'metadata' | 'text'>): Record<string, unknown> {
  const hasOwn = Object.hasOwn(metadata, textKey);
  return { ...metadata, ...(text === undefined || hasOwn ? {} : { [textKey]: text }) };
}
