import type { EmbedderIdentity, FieldType, NamedVectorSpec } from '@nestvec/core';
import { z } from 'zod';

/** What a collection holds that someone else made, in our words. */
export interface AttachOptions {
  /** What its vectors were made by. */
  readonly embedder: EmbedderIdentity;
  /** Our names of its vectors. Only modality and dimensions mean something here; the rest is as it is. */
  readonly vectors: Readonly<Record<string, NamedVectorSpec>>;
  /** Properties that can be filtered by, with their types. Default: none. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Its own names of vectors where they differ from ours; `''` is the unnamed vector. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Property that holds a record's text. Default: none. */
  readonly textField?: string | undefined;
  /** `native`, the default: ids are its UUIDs. `mapped`: UUIDs made of our ids, which are kept in a property. */
  readonly ids?: 'native' | 'mapped' | undefined;
  /** Whether records and vectors may be written. Default false. */
  readonly writable?: boolean | undefined;
}

export const attachSchema: z.ZodType<AttachOptions> = z.strictObject({
  // Checked by core as parts of a spec.
  embedder: z.custom<EmbedderIdentity>((value) => typeof value === 'object' && value !== null),
  vectors: z.record(z.string(), z.custom<NamedVectorSpec>()),
  fields: z.record(z.string(), z.custom<FieldType>()).optional(),
  names: z.record(z.string(), z.string()).optional(),
  textField: z.string().min(1, 'is empty').optional(),
  ids: z.enum(['native', 'mapped']).optional(),
  writable: z.boolean().optional(),
});
