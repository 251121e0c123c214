import type { JsonObject, VectorRecord } from '@nestvec/core';
import {
  type Include,
  metadataJson,
  type RecordFields,
  reservedNames,
  type ResolvedSpec,
} from '@nestvec/core/store';
import type { StoredRecord, WireMetadata, WireRecord, WireValue } from './api.ts';
import { strangeAnswer } from './errors.ts';
import { fieldValue } from './field-value.ts';
import { homeId, versionedId } from './ids.ts';
import type { HomeRecord, Layout } from './layout.ts';
import { longTextBytes, textKey } from './long-text.ts';
import type { Scope } from './scope.ts';

/** Metadata keys beside `reservedNames`. */
const names = {
  /** Version of a record whose other vectors lie in other indexes. */
  version: '_version',
  /** Names of the vectors that a record was written with. */
  vectors: '_vectors',
  /** On records without the vector of this index: its numbers mean nothing. */
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

/** The layout of a collection of ours. `keepsTexts` says whether long texts are kept elsewhere. */
export function ownLayout(spec: ResolvedSpec, home: string, keepsTexts: boolean): Layout {
  const isLong = (text: string): boolean => keepsTexts && Buffer.byteLength(text) > longTextBytes;
  return {
    homeId,
    toMetadata(record, version) {
      const metadata: Record<string, WireValue> = {
        ...fieldsOf(record.metadata, spec),
        [reservedNames.metadata]: metadataJson(record.metadata),
      };
      const vectors = Object.keys(record.vectors);
      metadata[reservedNames.key] = homeId(record.id);
      if (homeId(record.id) !== record.id) metadata[reservedNames.id] = record.id;
      if (version !== undefined) metadata[names.version] = version;
      if (vectors.length > 0) metadata[names.vectors] = vectors;
      if (vectorOf(record, home) === undefined) metadata[names.bare] = true;
      for (const [key, name] of textKeys) {
        const text = record[key];
        if (text === undefined) continue;
        if (key === 'text' && isLong(text)) metadata[names.textRef] = textKey(text);
        else metadata[name] = text;
      }
      return metadata;
    },
    fromStored: fromOwn,
    isLong,
    idKey: reservedNames.key,
    scope: { [names.bare]: { $exists: false } },
    takesBare: true,
  };
}

/** A record as the first index has it: everything but its other vectors. */
export function toHome(
  record: VectorRecord,
  { layout, memory, home }: Pick<Scope, 'layout' | 'memory' | 'home'>,
  version: string | undefined,
): WireRecord {
  const vector = vectorOf(record, memory.home);
  return {
    id: layout.homeId(record.id),
    // Pinecone takes no record without numbers, and none of zeros.
    values: vector === undefined ? unit(home.dimensions) : numbers(vector),
    metadata: layout.toMetadata(record, version),
  };
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

function fromOwn({ id, values, metadata }: StoredRecord): HomeRecord {
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

/** The parts of a record that were asked for; everything by default. */
export function select(
  record: Omit<VectorRecord, 'vectors'>,
  include: Include | undefined,
): Omit<VectorRecord, 'vectors'> {
  const { id, text, metadata, ...links } = record;
  return {
    id,
    ...(include?.links === false ? {} : links),
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

/** Nine digits distinguish any two numbers of single precision, and make a request a third shorter. */
export function numbers(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Number(value.toPrecision(9)));
}

/** The metadata as it was given. */
function metadataOf(metadata: WireMetadata): JsonObject {
  const text = metadata[reservedNames.metadata];
  return typeof text === 'string' ? (JSON.parse(text) as JsonObject) : {}; // what toMetadata wrote
}

function fieldsOf(metadata: JsonObject, spec: ResolvedSpec): Record<string, WireValue> {
  const fields: Record<string, WireValue> = {};
  for (const [name, type] of Object.entries(spec.fields)) {
    const value = fieldValue(metadata, name, type);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** Some vector of that length. */
export function unit(dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, i) => (i === 0 ? 1 : 0));
}
