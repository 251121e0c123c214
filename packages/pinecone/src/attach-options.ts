import type { EmbedderIdentity, FieldType, NamedVectorSpec } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { z } from 'zod';

/** What an index holds that someone else made, in our words. */
export interface AttachOptions {
  /** The index's name. Default: that of the collection. */
  readonly index?: string | undefined;
  /** Its namespace. Default: the one without a name. */
  readonly namespace?: string | undefined;
  /** What its vectors were made by. */
  readonly embedder: EmbedderIdentity;
  /** Our name of its one vector. Only modality and dimensions mean something here. */
  readonly vectors: Readonly<Record<string, NamedVectorSpec>>;
  /**
   * Metadata keys that can be filtered by, with their types: `string`, `number`, `boolean` and `string[]`, which are all that
   * Pinecone has. Default: none.
   */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Metadata key that holds a record's text. Default: none. */
  readonly textField?: string | undefined;
  /** Whether records may be written and removed. Default false. */
  readonly writable?: boolean | undefined;
}

const ownTypes: readonly FieldType[] = ['string', 'number', 'boolean', 'string[]'];

export const attachSchema: z.ZodType<AttachOptions> = z.strictObject({
  index: z.string().min(1, 'is empty').optional(),
  namespace: z.string().min(1, 'is empty').max(512).optional(),
  // Checked by core as parts of a spec.
  embedder: z.custom<EmbedderIdentity>((value) => typeof value === 'object' && value !== null),
  vectors: z
    .record(z.string(), z.custom<NamedVectorSpec>())
    .refine(
      (vectors) => Object.keys(vectors).length === 1,
      'must name the one vector of the index',
    ),
  fields: z.record(z.string(), z.custom<FieldType>()).optional(),
  textField: z.string().min(1, 'is empty').optional(),
  writable: z.boolean().optional(),
});

/** Throws for a type of field that no metadata of Pinecone has. */
export function checkAttach({ fields = {} }: AttachOptions): void {
  for (const [name, type] of Object.entries(fields)) {
    if (!ownTypes.includes(type))
      throw invalid(
        `pinecone.attach.fields.${name}`,
        `is ${type}, and metadata that others wrote has only ${ownTypes.join(', ')}; a time is a number there`,
      );
  }
}
