import { invalid, NestvecError } from '../../errors.ts';
import type { Observed } from '../../plan/types.ts';
import { resolveSpec } from '../../spec/resolve-spec.ts';
import type { FieldType, NamedVectorSpec, ResolvedSpec } from '../../spec/spec.ts';
import type { Store } from '../../store/store.ts';
import type { CopiedVector, ResolvedCopyOptions } from '../copy-options.ts';

/** A vector of the target, and the source's that it is the beginning of. */
export interface VectorCopy {
  readonly name: string;
  readonly from: string;
  readonly dimensions: number;
}

/** What the target is to be, and how its records are made. */
export interface TargetPlan {
  readonly spec: ResolvedSpec;
  readonly vectors: readonly VectorCopy[];
  /** What the target can't keep as the source does. */
  readonly notes: readonly string[];
}

/** The source as it was found. */
export interface FoundSource {
  readonly database: string;
  readonly spec: ResolvedSpec;
  readonly observed: Observed;
  /** Records of all tenants. */
  readonly count: number;
}

/**
 * What the target is to be, from what the source is, what the target is already, and what was asked. Throws `invalid-input` for a
 * vector that can't be made of a stored one, and `plan` for one whose backfill is not complete.
 */
export function planTarget(
  source: FoundSource,
  store: Pick<Store, 'database' | 'collection' | 'capabilities'>,
  existing: ResolvedSpec | undefined,
  { target }: Pick<ResolvedCopyOptions, 'target'>,
  tenants: boolean,
): TargetPlan {
  const notes: string[] = [];
  const asked: Readonly<Record<string, CopiedVector>> =
    target.vectors ?? existing?.vectors ?? sameVectors(source.spec);
  const vectors: VectorCopy[] = [];
  const specs: Record<string, NamedVectorSpec> = {};
  const isOptional = target.vectors === undefined && existing !== undefined;
  for (const [name, given] of Object.entries(asked)) {
    const from = sourceOf(name, given, source);
    if (from === undefined) {
      if (!isOptional) throw noSource(name, given, source);
      notes.push(`${name} of the target stays empty, because the source has nothing to make it of`);
      specs[name] = given as NamedVectorSpec; // of the target's own spec
      continue;
    }
    vectors.push({ name, from, dimensions: sizeOf(name, given, from, source) });
    specs[name] = vectorSpec({ name, from, given, source, store, notes });
  }
  if (vectors.length === 0) throw noSource(Object.keys(asked)[0] ?? '', {}, source);
  const fields =
    target.fields ?? existing?.fields ?? renamedFields(source.spec.fields, target.rename);
  const keyword = wantsWords(source, store, existing, target.keyword, notes);
  const { embedder } = existing ?? source.spec;
  const spec = { name: store.collection, embedder, vectors: specs, fields, tenants, keyword };
  const cutter = existing?.keyword === true && keyword ? { cutter: existing.cutter } : {};
  return { spec: resolveSpec({ ...spec, ...cutter }), vectors, notes };
}

function sameVectors({ vectors }: ResolvedSpec): Readonly<Record<string, CopiedVector>> {
  return Object.fromEntries(
    Object.entries(vectors).map(([name, { graph }]) => [name, { from: name, graph }]),
  );
}

/** The source's vector that one of the target is made of. */
function sourceOf(
  name: string,
  { from, modality, dimensions = 0 }: CopiedVector,
  { spec, observed, database }: FoundSource,
): string | undefined {
  const isThere = (other: string): boolean => Object.hasOwn(spec.vectors, other);
  if (from !== undefined && !isThere(from)) {
    const names = Object.keys(spec.vectors).join(', ');
    throw invalid(
      `options.target.vectors.${name}`,
      `${from} is not a vector of the source, which has ${names}`,
    );
  }
  const isComplete = (other: string): boolean => observed.vectors[other]?.complete !== false;
  const fits = (other: string): boolean => {
    const vector = spec.vectors[other];
    const sameKind = modality === undefined || vector?.modality === modality;
    return vector !== undefined && sameKind && vector.dimensions >= dimensions;
  };
  const named = from ?? (isThere(name) && fits(name) ? name : undefined);
  if (named !== undefined) {
    if (isComplete(named)) return named;
    throw new NestvecError(
      'plan',
      `${database}: the backfill of ${named} in ${spec.name} is not complete, so records would be copied without it; apply its plan again`,
      { reason: 'drift', targets: [named] },
    );
  }
  if (modality === undefined) return undefined;
  const sizes = spec.vectors;
  return Object.keys(sizes)
    .filter((other) => fits(other) && isComplete(other))
    .toSorted((a, b) => (sizes[a]?.dimensions ?? 0) - (sizes[b]?.dimensions ?? 0))[0];
}

function noSource(
  name: string,
  { modality, dimensions }: CopiedVector,
  source: FoundSource,
): Error {
  const wanted = dimensions === undefined ? '' : ` of ${dimensions} dimensions or more`;
  const names = Object.entries(source.spec.vectors).map(
    ([other, vector]) => `${other} (${vector.modality}, ${vector.dimensions})`,
  );
  return invalid(
    `options.target.vectors.${name}`,
    `can't be made of what is stored: the source has ${names.join(', ')}, and no ${modality ?? 'such'} vector${wanted}; give from, or fewer dimensions, or embed the contents again`,
  );
}

function sizeOf(
  name: string,
  { modality, dimensions }: CopiedVector,
  from: string,
  { spec }: FoundSource,
): number {
  const whole = spec.vectors[from];
  const path = `options.target.vectors.${name}`;
  if (modality !== undefined && whole?.modality !== modality)
    throw invalid(
      `${path}.modality`,
      `is ${modality}, and ${from} of the source is of ${whole?.modality ?? 'another'}`,
    );
  const most = whole?.dimensions ?? 0;
  if (dimensions === undefined || dimensions <= most) return dimensions ?? most;
  throw invalid(
    `${path}.dimensions`,
    `is ${dimensions}, and ${from} of the source has ${most}; numbers that are not stored need the model`,
  );
}

interface AskedVector {
  readonly name: string;
  readonly from: string;
  readonly given: CopiedVector;
  readonly source: FoundSource;
  readonly store: Pick<Store, 'database' | 'capabilities'>;
  readonly notes: string[];
}

function vectorSpec({ name, from, given, source, store, notes }: AskedVector): NamedVectorSpec {
  const whole = source.spec.vectors[from];
  const { database, capabilities } = store;
  const wished = given.quantization ?? whole?.quantization ?? 'none';
  const can = given.quantization !== undefined || capabilities.quantization.includes(wished);
  if (!can)
    notes.push(
      `${name} is kept without ${wished} quantisation, which ${database} does not have through nestvec`,
    );
  const isSame = source.database === database;
  const native = given.native ?? (isSame ? whole?.native : undefined) ?? {};
  const lost = Object.keys(whole?.native ?? {});
  if (!isSame && given.native === undefined && lost.length > 0)
    notes.push(
      `${name} loses its native options of ${lost.join(', ')}, which ${database} does not know`,
    );
  return {
    modality: given.modality ?? whole?.modality ?? 'text',
    dimensions: sizeOf(name, given, from, source),
    quantization: can ? wished : 'none',
    graph: given.graph ?? 'auto',
    native,
  };
}

function wantsWords(
  { spec, database }: FoundSource,
  store: Pick<Store, 'database' | 'capabilities'>,
  existing: ResolvedSpec | undefined,
  asked: boolean | undefined,
  notes: string[],
): boolean {
  const wished = asked ?? existing?.keyword ?? spec.keyword;
  if (!wished) return false;
  if (store.capabilities.words === false && asked !== true) {
    notes.push(
      `${store.database} finds nothing by words, as ${database} does; leave such searches out`,
    );
    return false;
  }
  return true;
}

/** Declared fields under their names in the target. */
export function renamedFields(
  fields: Readonly<Record<string, FieldType>>,
  rename: Readonly<Record<string, string>> = {},
): Readonly<Record<string, FieldType>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [
      (Object.hasOwn(rename, name) ? rename[name] : undefined) ?? name,
      type,
    ]),
  );
}
