import { z } from 'zod';
import { invalid, NestvecError, unsupported } from '../../errors.ts';
import { nameThere } from '../../plan/theirs.ts';
import { foreignCutter } from '../../words/word-cutter.ts';
import { dictionary } from './dictionary.ts';
import type { CollectionMemory } from '../../plan/memory.ts';
import type { Observed } from '../../plan/types.ts';
import type { EmbedderIdentity } from '../../spec/identity.ts';
import { resolveSpec } from '../../spec/resolve-spec.ts';
import type { FieldType, NamedVectorSpec, ResolvedVector } from '../../spec/spec.ts';

/** What a collection holds that someone else made, in our words. */
export interface AttachOptions {
  /** What its vectors were made by. */
  readonly embedder: EmbedderIdentity;
  /** Our names of its vectors. Only modality and dimensions mean something here; the rest is as it is. */
  readonly vectors: Readonly<Record<string, NamedVectorSpec>>;
  /** Fields of its metadata that can be filtered by, with their types. Default: no field. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Its own names of vectors where they differ from ours; `''` is the unnamed vector. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** The field that holds a record's text. Default: texts are not read or written. */
  readonly textField?: string | undefined;
  /** `native`, the default: its own ids. `mapped`: UUIDs made of our ids, which are kept in a reserved field. */
  readonly ids?: 'native' | 'mapped' | undefined;
  /** Whether records and vectors may be written. Default false. */
  readonly writable?: boolean | undefined;
}

// Checked as parts of a spec.
const specParts = {
  embedder: z.custom<EmbedderIdentity>((value) => typeof value === 'object' && value !== null),
  vectors: z.record(z.string(), z.custom<NamedVectorSpec>()),
  fields: z.record(z.string(), z.custom<FieldType>()).optional(),
};
const given = z.string().min(1, 'is empty');

/** Schema of `AttachOptions`. */
export const attachSchema: z.ZodType<AttachOptions> = z.strictObject({
  ...specParts,
  names: z.record(z.string(), z.string()).optional(),
  textField: given.optional(),
  ids: z.enum(['native', 'mapped']).optional(),
  writable: z.boolean().optional(),
});

/** What a table holds that someone else made, in our words; `names` are those of columns. */
export interface TableAttachOptions extends Omit<AttachOptions, 'ids'> {
  /** The table's name. Default: that of the collection. */
  readonly table?: string | undefined;
  /** Column of the ids, which are texts, whole numbers or, where the database has them, UUIDs, each once. Default `id`. */
  readonly idField?: string | undefined;
  /** `native`, the default: ids are what the table has. There is no other way here. */
  readonly ids?: 'native' | undefined;
}

/** Schema of `TableAttachOptions`; `database` is what an error calls it. */
export function tableAttachSchema(database: string): z.ZodType<TableAttachOptions> {
  return z.strictObject({
    table: given.optional(),
    idField: given.optional(),
    ...specParts,
    names: z.record(z.string(), given).optional(),
    textField: given.optional(),
    ids: z
      .literal('native', `must be native: ${database} takes any text as an id, so none is mapped`)
      .optional(),
    writable: z.boolean().optional(),
  });
}

/** The options of a store that say which collection it is of, and how. */
export interface Attachment {
  readonly collection: string;
  readonly attach: AttachOptions | undefined;
}

/** Throws `invalid-input` where a collection that was attached may only be read. */
export function checkWritable({ attach, collection }: Attachment): void {
  if (attach === undefined || attach.writable === true) return;
  throw new NestvecError(
    'invalid-input',
    `attach.writable: "${collection}" was made by someone else and is read only; set writable to change it`,
    { field: 'attach.writable' },
  );
}

/** The collection's own name of one of our vectors. */
export function theirName({ names = {} }: Pick<AttachOptions, 'names'>, name: string): string {
  return nameThere(names, name);
}

/** The live vector that one of ours stands for. Throws `invalid-input` naming `path` where the collection does not have it. */
export function theirVector<Live>(
  attach: AttachOptions,
  name: string,
  vectors: Readonly<Record<string, Live>>,
  path: string,
): Live {
  const theirs = theirName(attach, name);
  const live = Object.hasOwn(vectors, theirs) ? vectors[theirs] : undefined;
  if (live !== undefined) return live;
  const names = Object.keys(vectors).map((other) => (other === '' ? 'the unnamed one' : other));
  throw invalid(
    path,
    `is called ${JSON.stringify(theirs)} in the collection, which has ${names.join(', ') || 'no vectors'}; name it in attach.names`,
  );
}

/** What a collection is seen to have that someone else made. */
export interface LiveCollection {
  /** Its vectors by its own names. */
  readonly vectors: Readonly<Record<string, unknown>>;
  readonly tenants: boolean;
  /** Whether it has a full text of its own over `textField`. Default: false. */
  readonly hasWords?: boolean | undefined;
}

/**
 * The memory of an attached collection: what the options say of it, and what was added since, which the collection remembers.
 * `check` gives a vector as it is in the collection, and throws where it can't be used.
 */
export function attachedMemory(
  { attach, collection }: Attachment & { readonly attach: AttachOptions },
  live: LiveCollection,
  remembered: CollectionMemory | undefined,
  check: (name: string, vector: ResolvedVector) => ResolvedVector,
): CollectionMemory {
  const { embedder, vectors, fields, names = {} } = attach;
  const said = resolveSpec({
    name: collection,
    embedder,
    vectors,
    fields,
    tenants: live.tenants,
    ...(live.hasWords === true ? { keyword: true, cutter: foreignCutter } : {}),
  });
  const known = Object.entries(said.vectors).map(([name, vector]): [string, ResolvedVector] => [
    name,
    check(name, vector),
  ]);
  const added = stillAdded(attach, live, remembered);
  const ours = Object.entries(remembered?.spec.vectors ?? {}).filter(([name]) => name in added);
  const places = new Set(Object.values(added));
  return {
    spec: {
      ...said,
      vectors: { ...Object.fromEntries(ours), ...Object.fromEntries(known) },
      fields: { ...remembered?.spec.fields, ...said.fields },
    },
    incomplete: (remembered?.incomplete ?? []).filter((name) => name in added),
    attached: {
      names,
      added,
      taken: Object.keys(live.vectors).filter((place) => !places.has(place)),
    },
  };
}

/** What was added and is still there. Throws `invalid-input` where the options call it otherwise: it could then be mistaken for theirs. */
function stillAdded(
  attach: AttachOptions,
  live: LiveCollection,
  remembered: CollectionMemory | undefined,
): Readonly<Record<string, string>> {
  const added = Object.entries(remembered?.attached?.added ?? {});
  for (const [name, place] of added) {
    const said = theirName(attach, name);
    if (said !== place)
      throw invalid(
        `attach.names.${name}`,
        `is ${JSON.stringify(said)}, and nestvec added this vector as ${JSON.stringify(place)}`,
      );
  }
  return dictionary(added.filter(([, place]) => Object.hasOwn(live.vectors, place)));
}

/** What a plan must know of a collection that someone else made. */
export function theirsOf({ attached }: CollectionMemory): Pick<Observed, 'attached'> {
  return attached === undefined ? {} : { attached };
}

/** Throws `unsupported` for a live vector whose scores are not cosines. */
export function checkMeasure(
  database: string,
  name: string,
  { distance, multi }: { readonly distance: string; readonly multi: boolean },
): void {
  if (multi)
    throw unsupported(
      `a search over ${name}, which has several vectors in one record`,
      database,
      'name another vector',
    );
  if (distance.toLowerCase() !== 'cosine')
    throw unsupported(
      `cosine scores over ${name}, which is compared by ${distance}`,
      database,
      'the lengths of its vectors are not known; use a collection whose distance is cosine',
    );
}
