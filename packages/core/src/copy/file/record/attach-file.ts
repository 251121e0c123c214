import { z } from 'zod';
import type { EmbedderIdentity } from '../../../spec/identity.ts';
import type { FieldType, NamedVectorSpec } from '../../../spec/spec.ts';

/**
 * What a file holds that another tool wrote, in our words. Names of its columns may be paths, such as `payload.text`; a column of
 * the whole name wins.
 */
export interface FileAttachOptions {
  /** What its vectors were made by; without `dimensions`, those of the longest vector of the first row. */
  readonly embedder: Omit<EmbedderIdentity, 'dimensions'> & {
    readonly dimensions?: number | undefined;
  };
  /** Vectors by the names that they get; without `dimensions`, those of the first row. */
  readonly vectors: Readonly<Record<string, Pick<NamedVectorSpec, 'modality' | 'dimensions'>>>;
  /** The columns of vectors, by the vectors' names, where they differ. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Column of the ids: texts or whole numbers, each once. Default `id`. */
  readonly idField?: string | undefined;
  /** Default: there are no texts. */
  readonly textField?: string | undefined;
  /** Default: there are no uris. */
  readonly uriField?: string | undefined;
  /** Default: there are no parents. */
  readonly parentIdField?: string | undefined;
  /** Default: there are no sources. */
  readonly sourceField?: string | undefined;
  /** Column of the tenants. Default: there are none. */
  readonly tenantField?: string | undefined;
  /**
   * Columns that become metadata, each under its name or the last part of its path; `*` is every column that nothing else is made
   * of, and one that ends in `.*` everything in an object. Default: none.
   */
  readonly metadata?: readonly string[] | undefined;
  /** Metadata that can be filtered by, with its types. Default: none. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Whether vectors of any length become unit vectors, which keeps their cosines. Default false: one that is not is refused. */
  readonly normalize?: boolean | undefined;
}

const column = z.string('must be the name of a column').min(1, 'is empty');
const identity = z
  .looseObject({ model: z.string('must be the name of a model').min(1, 'is empty') }) // the rest is checked as a part of the spec
  .transform((given) => given as unknown as FileAttachOptions['embedder']);

/** Schema of `FileAttachOptions`. */
export const fileAttachSchema: z.ZodType<FileAttachOptions> = z.strictObject({
  embedder: identity,
  vectors: z.record(
    z.string(),
    z.strictObject({
      modality: z.enum(['text', 'image']),
      dimensions: z.int().positive().optional(),
    }),
    'must be vectors by their names',
  ),
  names: z.record(z.string(), column).optional(),
  idField: column.optional(),
  textField: column.optional(),
  uriField: column.optional(),
  parentIdField: column.optional(),
  sourceField: column.optional(),
  tenantField: column.optional(),
  metadata: z.array(column, 'must be an array of columns').optional(),
  fields: z.record(z.string(), z.custom<FieldType>()).optional(),
  normalize: z.boolean('must be true or false').optional(),
});
