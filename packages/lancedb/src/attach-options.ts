import type { EmbedderIdentity, FieldType, NamedVectorSpec } from '@nestvec/core';
import { z } from 'zod';

/** What a table holds that someone else made, in our words. */
export interface AttachOptions {
  /** The table's name. Default: that of the collection. */
  readonly table?: string | undefined;
  /** Column of the ids, which are texts or whole numbers, each once. Default `id`. */
  readonly idField?: string | undefined;
  /** What its vectors were made by. */
  readonly embedder: EmbedderIdentity;
  /** Our names of its vectors. Only modality and dimensions mean something here; the rest is as it is. */
  readonly vectors: Readonly<Record<string, NamedVectorSpec>>;
  /** Columns that can be filtered by, with their types. Default: no column. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Columns of vectors where they are not called as ours. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Column that holds a record's text. Default: texts are not read or written. */
  readonly textField?: string | undefined;
  /** `native`: ids are what the table has. There is no other way here. */
  readonly ids?: 'native' | undefined;
  /** Whether records may be written and removed. Default false. */
  readonly writable?: boolean | undefined;
}

const name = z.string().min(1, 'is empty');

export const attachSchema: z.ZodType<AttachOptions> = z.strictObject({
  table: name.optional(),
  idField: name.optional(),
  // Checked by core as parts of a spec.
  embedder: z.custom<EmbedderIdentity>((value) => typeof value === 'object' && value !== null),
  vectors: z.record(z.string(), z.custom<NamedVectorSpec>()),
  fields: z.record(z.string(), z.custom<FieldType>()).optional(),
  names: z.record(z.string(), name).optional(),
  textField: name.optional(),
  ids: z
    .literal('native', 'must be native: LanceDB takes any text as an id, so none is mapped')
    .optional(),
  writable: z.boolean().optional(),
});
