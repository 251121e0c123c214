import type { EmbedderIdentity, FieldType, NamedVectorSpec } from '@nestvec/core';
import type { AttachOptions } from '@nestvec/core/store';
import { z } from 'zod';

/** What a table holds that someone else made, in our words; `names` are those of columns. */
export interface PgAttachOptions extends Omit<AttachOptions, 'ids'> {
  /** The table's name. Default: that of the collection. */
  readonly table?: string | undefined;
  /** Column of the ids, which are texts, UUIDs or whole numbers, each once. Default `id`. */
  readonly idField?: string | undefined;
  /** `native`: ids are what the table has. There is no other way here. */
  readonly ids?: 'native' | undefined;
}

const name = z.string().min(1, 'is empty');

export const attachSchema: z.ZodType<PgAttachOptions> = z.strictObject({
  table: name.optional(),
  idField: name.optional(),
  // Checked by core as parts of a spec.
  embedder: z.custom<EmbedderIdentity>((value) => typeof value === 'object' && value !== null),
  vectors: z.record(z.string(), z.custom<NamedVectorSpec>()),
  fields: z.record(z.string(), z.custom<FieldType>()).optional(),
  names: z.record(z.string(), name).optional(),
  textField: name.optional(),
  ids: z
    .literal('native', 'must be native: PostgreSQL takes any text as an id, so none is mapped')
    .optional(),
  writable: z.boolean().optional(),
});
