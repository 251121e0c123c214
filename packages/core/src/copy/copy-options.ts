import { z } from 'zod';
import type { CallOptions } from '../async/signal.ts';
import { checkAcceptNear, checkIsEmbedder } from '../embedder/check-embedder.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { checkPath } from '../options/check-path.ts';
import { tokenPrice } from '../ingest/ingest-options.ts';
import type { TokenPrice } from '../ingest/types.ts';
import { parseInput } from '../parse-input.ts';
import type { EmbedderIdentity } from '../spec/identity.ts';
import type { Modality } from '../spec/models.ts';
import { checkTenantName } from '../spec/names.ts';
import { type FieldType, fieldTypes, type NamedVectorSpec } from '../spec/spec.ts';
import type { CopyFailure, CopyProgress } from './copy-report.ts';

/** A named vector of the target. */
export interface CopiedVector extends Omit<NamedVectorSpec, 'modality'> {
  /** Default: that of the source's vector. */
  readonly modality?: Modality | undefined;
  /**
   * Named vector of the source that it is made of, whole or by its first dimensions. Default: the one of the same name, else the
   * smallest complete one of the modality that is large enough.
   */
  readonly from?: string | undefined;
}

/** In what the target differs from the source. What is left out is as the target has it, where it exists, else as the source has it. */
export interface CopyTarget {
  /** Vectors that are copied, by their names in the target; an array of names takes them as they are. Default: all. */
  readonly vectors?: Readonly<Record<string, CopiedVector>> | readonly string[] | undefined;
  /** Declared fields, by their names in the target. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Metadata keys that get another name: the source's name, then the target's. */
  readonly rename?: Readonly<Record<string, string>> | undefined;
  /** Whether the words of texts are kept. */
  readonly keyword?: boolean | undefined;
}

/** Options of `copy`. */
export interface CopyOptions extends CallOptions {
  /**
   * Folder of the copy's journal, made where it does not exist: with it a copy that was killed goes on where it was, and a later one
   * into the same target writes only what changed and removes what is gone. One for each copy. Default: none is kept.
   */
  readonly journal?: string | undefined;
  readonly target?: CopyTarget | undefined;
  /**
   * Embeds the stored texts, and the images at the stored `uri`, by this one instead of taking the vectors: the way to another model.
   * Runs as an ingest does, with a journal of its own in the same folder, and writes what can't be embedded to `dead.jsonl` there, as
   * `readDeadLetters` reads it. The caller closes it.
   */
  readonly embedder?: Embedder | undefined;
  /** Tenants to copy. Default: all. */
  readonly tenants?: readonly string[] | undefined;
  /** Passes over the source after the first, for what changed meanwhile; a pass that changes nothing is the last. Default 0. */
  readonly follow?: number | undefined;
  /** Records that are compared afterwards, with counts, ids and searches: some 1,000, all, or nothing at all. Default `sample`. */
  readonly verify?: 'sample' | 'all' | 'none' | undefined;
  /** Reads what there is and says what would be done; writes nothing, also no journal. Default false. */
  readonly dryRun?: boolean | undefined;
  /** Whether the target may hold records that this copy did not write; those of the same ids are replaced. Default false. */
  readonly merge?: boolean | undefined;
  /** Identity fields in which the embedder of a target that exists may differ from the source's. */
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[] | undefined;
  /** What the service of the embedder charges, for the cost that a dry run counts. */
  readonly price?: TokenPrice | undefined;
  /**
   * An alias in the target's database that is led to the target once both sides were compared and are equal; it is made where there is
   * none. Where they differ, or it can't be moved, it stays as it was, and the report says why.
   */
  readonly alias?: string | undefined;
  /** Whether the collection that the alias leads to now may be filled by another embedder than the target. Default false. */
  readonly otherModel?: boolean | undefined;
  /** Called after every page. */
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
  /** Called for every record that the target refuses. */
  readonly onFailure?: ((failure: CopyFailure) => void) | undefined;
  /** Called before a failed call is tried again. */
  readonly onRetry?:
    | ((attempt: { readonly error: unknown; readonly waitMs: number }) => void)
    | undefined;
}

/** Options that were checked, with their defaults. */
export interface ResolvedCopyOptions extends CopyOptions {
  readonly target: Omit<CopyTarget, 'vectors'> & {
    readonly vectors?: Readonly<Record<string, CopiedVector>> | undefined;
  };
  readonly follow: number;
  readonly verify: 'sample' | 'all' | 'none';
  readonly dryRun: boolean;
  readonly merge: boolean;
  readonly otherModel: boolean;
}

const flag = z.boolean('must be true or false').default(false);
const callback = z
  .custom<never>((value) => typeof value === 'function', 'must be a function')
  .optional();
const vectorSchema = z.strictObject({
  from: z.string('must be the name of a vector').optional(),
  modality: z.enum(['text', 'image']).optional(),
  dimensions: z.int().positive().optional(),
  quantization: z.enum(['none', 'int8', 'binary']).optional(),
  graph: z.union([z.boolean(), z.literal('auto')]).optional(),
  native: z.record(z.string(), z.unknown()).optional(),
});
const vectorsSchema = z
  .union([
    z.array(z.string('must be the name of a vector')),
    z.record(z.string(), vectorSchema, 'must be named vectors, or an array of names'),
  ])
  .transform((given) =>
    Array.isArray(given) ? Object.fromEntries(given.map((name) => [name, { from: name }])) : given,
  );

const targetSchema = z.strictObject({
  vectors: vectorsSchema
    .refine((vectors) => Object.keys(vectors).length > 0, 'must name at least one vector')
    .optional(),
  fields: z.record(z.string(), z.enum(fieldTypes)).optional(),
  rename: z.record(z.string(), z.string('must be a metadata key')).optional(),
  keyword: z.boolean('must be true or false').optional(),
});

const optionsSchema = z.strictObject({
  journal: z.unknown().optional(),
  target: z.unknown().optional(),
  embedder: z.custom<Embedder>().optional(), // checked below, as the next but one is
  tenants: z
    .array(z.unknown(), 'must be an array of names')
    .min(1, 'must name at least one')
    .optional(),
  follow: z.int('must be a whole number').min(0).max(1000).default(0),
  verify: z.enum(['sample', 'all', 'none']).default('sample'),
  dryRun: flag,
  merge: flag,
  alias: z.string('must be the name of an alias').optional(),
  otherModel: flag,
  price: tokenPrice.optional(),
  acceptNear: z.custom<(keyof EmbedderIdentity)[]>().optional(),
  signal: z.instanceof(AbortSignal, { error: 'must be an AbortSignal' }).optional(),
  onProgress: callback,
  onFailure: callback,
  onRetry: callback,
});

/** Checks options and fills in their defaults. Throws `invalid-input`. */
export function resolveCopyOptions(given: CopyOptions | undefined): ResolvedCopyOptions {
  const options = parseInput(optionsSchema, given === undefined ? {} : given, 'options');
  const { journal, tenants, acceptNear, embedder, target = {}, ...rest } = options;
  if (embedder !== undefined) checkIsEmbedder(embedder, 'options.embedder');
  if (journal !== undefined) checkPath(journal, 'options.journal');
  for (const tenant of tenants ?? []) checkTenantName(tenant);
  checkAcceptNear(acceptNear, 'options.acceptNear');
  return {
    ...rest,
    journal,
    target: parseInput(targetSchema, target, 'options.target'),
    embedder,
    tenants: tenants as readonly string[] | undefined, // each was checked
    acceptNear,
  };
}
