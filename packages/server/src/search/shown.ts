import type { JsonObject } from '@nestvec/core';

/** What of an index's records a client may see; nothing else is shown, filtered, sorted, counted, grouped or boosted by. */
export interface Shown {
  /** Top-level keys of the metadata; `undefined` for all. */
  readonly fields: readonly string[] | undefined;
  readonly text: boolean;
  readonly parentId: boolean;
  readonly vectors: boolean;
}

/** Parts of a record that a list of fields names besides the metadata. No field of a collection begins with `$`. */
export const shownParts = ['$text', '$parentId', '$vectors'] as const;

/** What a list of fields lets be seen: all without one. */
export function shownOf(fields: readonly string[] | undefined): Shown {
  const has = (part: (typeof shownParts)[number]): boolean => fields?.includes(part) ?? true;
  return {
    fields: fields?.filter((field) => !field.startsWith('$')),
    text: has('$text'),
    parentId: has('$parentId'),
    vectors: has('$vectors'),
  };
}

/** The metadata without what is not shown. */
export function shownMetadata(metadata: JsonObject, { fields }: Shown): JsonObject {
  if (fields === undefined) return metadata;
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => fields.includes(name)));
}
