import {
  type Include,
  type JsonObject,
  type RecordFields,
  reservedNames,
  type ResolvedSpec,
  type VectorRecord,
} from '@nestvec/core';
import type { StoredRecord, WireMetadata, WireRecord, WireValue } from './api.ts';
import { strangeAnswer } from './failure.ts';
import { fieldValue } from './field-value.ts';
import { homeId, versionedId } from './ids.ts';
import { longTextBytes, textKey } from './long-text.ts';

/** Metadata keys beside `reservedNames`. */
const names = {
  /** Version of a record whose other vectors lie in other indexes. */
  version: '_version',
  /** Names of the vectors that a record was written with. */
  vectors: '_vectors',
  /** On records without the vector of this index: its numbers are none. */
  bare: '_bare',
  /** Key of a text that is kept elsewhere. */
  textRef: '_text_ref',
} as const;

const textKeys: readonly (readonly [keyof RecordFields, string])[] = [
  ['text', reservedNames.text],
  ['uri', reservedNames.uri],
  ['parentId', reservedNames.parentId],
  ['source', reservedNames.source],
  ['contentHash', reservedNames.contentHash],
];

/** Which records a search over the first index may give: those that have its vector. */
export const notBare: Readonly<Record<string, unknown>> = { [names.bare]: { $exists: false } };

/** How records lie in a collection's indexes. */
export interface Layout {
  readonly spec: ResolvedSpec;
  /** The named vector of the first index. */
  readonly home: string;
  /** Whether long texts are kept elsewhere. */
  readonly keepsTexts: boolean;
}

/** A record as the first index has it: everything but its other vectors. */
export function toHome(
  record: VectorRecord,
  layout: Layout,
  version: string | undefined,
): WireRecord {
  const { spec, home } = layout;
  const id = homeId(record.id);
  const vector = vectorOf(record, home);
  const vectors = Object.keys(record.vectors);
  const metadata: Record<string, WireValue> = {
    ...fieldsOf(record.metadata, spec),
    [reservedNames.metadata]: JSON.stringify(record.metadata),
  };
  if (id !== record.id) metadata[reservedNames.id] = record.id;
  if (version !== undefined) metadata[names.version] = version;
  if (vectors.length > 0) metadata[names.vectors] = vectors;
  if (vector === undefined) metadata[names.bare] = true;
  for (const [key, name] of textKeys) {
    const text = record[key];
    if (text === undefined) continue;
    if (key === 'text' && isLong(text, layout)) metadata[names.textRef] = textKey(text);
    else metadata[name] = text;
  }
  return { id, values: vector === undefined ? placeholder(spec, home) : numbers(vector), metadata };
}

/** Whether a text goes to the keeper. */
export function isLong(text: string, { keepsTexts }: Pick<Layout, 'keepsTexts'>): boolean {
  return keepsTexts && Buffer.byteLength(text) > longTextBytes;
}

/** One vector of a record as the index of that vector has it: with what can be filtered by. */
export function toVersioned(
  record: Pick<VectorRecord, 'id' | 'metadata'>,
  vector: Float32Array,
  spec: ResolvedSpec,
  version: string,
): WireRecord {
  const home = homeId(record.id);
  return {
    id: versionedId(home, version),
    values: numbers(vector),
    metadata: { ...fieldsOf(record.metadata, spec), [reservedNames.key]: home },
  };
}

/** The record that an entry of an index beside the first belongs to. */
export function homeOf(metadata: WireMetadata): string {
  const key = metadata[reservedNames.key];
  if (typeof key !== 'string') throw strangeAnswer('a record has no key of ours');
  return key;
}

/** A record of the first index, without its other vectors. */
export interface HomeRecord {
  readonly home: string;
  readonly version: string | undefined;
  /** Names of the vectors that it was written with. */
  readonly written: readonly string[];
  /** The vector of the first index, if it has one. */
  readonly vector: Float32Array | undefined;
  readonly textRef: string | undefined;
  readonly record: Omit<VectorRecord, 'vectors'>;
}

/** Reads a record of the first index. */
export function fromHome({ id, values, metadata }: StoredRecord): HomeRecord {
  const texts: Record<string, string> = {};
  for (const [key, name] of textKeys) {
    const value = metadata[name];
    if (typeof value === 'string') texts[key] = value;
  }
  const version = metadata[names.version];
  const written = metadata[names.vectors];
  const textRef = metadata[names.textRef];
  const own = metadata[reservedNames.id];
  return {
    home: id,
    version: typeof version === 'string' ? version : undefined,
    written: Array.isArray(written) ? written : [],
    vector: metadata[names.bare] === true || values.length === 0 ? undefined : values,
    textRef: typeof textRef === 'string' ? textRef : undefined,
    record: {
      id: typeof own === 'string' ? own : id,
      metadata: metadataOf(metadata),
      ...texts,
    },
  };
}

/** The parts of a record that were asked for; everything where nothing was said. */
export function select(
  record: Omit<VectorRecord, 'vectors'>,
  include: Include | undefined,
): Omit<VectorRecord, 'vectors'> {
  const { text, metadata, ...rest } = record;
  return {
    ...rest,
    metadata: include?.metadata === false ? {} : metadata,
    ...(text === undefined || include?.text === false ? {} : { text }),
  };
}

/** A named vector of a record. Names such as `constructor` are allowed, so only its own are asked for. */
export function vectorOf(
  { vectors }: Pick<VectorRecord, 'vectors'>,
  name: string,
): Float32Array | undefined {
  return Object.hasOwn(vectors, name) ? vectors[name] : undefined;
}

/** Nine digits tell any two numbers of single precision apart, and make a request a third shorter. */
export function numbers(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Number(value.toPrecision(9)));
}

/** The metadata as it was given. */
export function metadataOf(metadata: WireMetadata): JsonObject {
  const text = metadata[reservedNames.metadata];
  return typeof text === 'string' ? (JSON.parse(text) as JsonObject) : {}; // what toHome wrote
}

function fieldsOf(metadata: JsonObject, spec: ResolvedSpec): Record<string, WireValue> {
  const fields: Record<string, WireValue> = {};
  for (const [name, type] of Object.entries(spec.fields)) {
    const value = fieldValue(metadata, name, type);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** Pinecone takes no record without numbers, and none of zeros. */
function placeholder(spec: ResolvedSpec, home: string): number[] {
  return unit(spec.vectors[home]?.dimensions ?? 1);
}

/** Some vector of that length. */
export function unit(dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, i) => (i === 0 ? 1 : 0));
}
