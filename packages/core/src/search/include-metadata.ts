import type { JsonObject } from '../json.ts';
import type { VectorRecord } from '../record/record.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Include, SearchRequest, SearchResult } from './search.ts';

/** As much of a spec as says what a field is. */
type Fields = Pick<ResolvedSpec, 'fields'>;

/**
 * The part of a record's metadata that is asked for. Of named fields only what has a value: null, and what an older record holds
 * in the place of a text, count as none, since that is how a database's own column has it.
 */
export function pickMetadata(
  metadata: JsonObject,
  asked: Include['metadata'],
  { fields }: Fields,
): JsonObject {
  if (asked === undefined || asked === true) return metadata;
  if (asked === false) return {};
  return Object.fromEntries(
    asked.flatMap((name) => {
      const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
      if (value === undefined || value === null) return [];
      return fields[name] === 'string' && typeof value !== 'string' ? [] : [[name, value]];
    }),
  );
}

/** Whether a field of the metadata is asked for, where each is read by itself. */
export function isFieldIncluded(
  name: string,
  include: Pick<Include, 'metadata'> | undefined,
): boolean {
  const asked = include?.metadata ?? true;
  return typeof asked === 'boolean' ? asked : asked.includes(name);
}

/** A record or a hit with no more metadata than what is asked for. */
export function pickParts<Found extends Pick<VectorRecord, 'metadata'> | undefined>(
  found: Found,
  include: Include | undefined,
  spec: Fields,
): Found {
  const asked = include?.metadata;
  if (found === undefined || !isNames(asked)) return found;
  return { ...found, metadata: pickMetadata(found.metadata, asked, spec) };
}

/** The same for several. */
export function pickAll<Found extends Pick<VectorRecord, 'metadata'>>(
  found: readonly Found[],
  include: Include | undefined,
  spec: Fields,
): readonly Found[] {
  if (!isNames(include?.metadata)) return found;
  return found.map((one) => pickParts(one, include, spec));
}

/** The same for what a search found. */
export function pickHits(
  { hits, explain }: SearchResult,
  request: SearchRequest | undefined,
  spec: Fields,
): SearchResult {
  return { hits: pickAll(hits, request?.include, spec), explain };
}

/**
 * The fields that are asked for by name, where all are texts, so that a database which keeps declared texts as they are need not
 * read the whole metadata; otherwise `undefined`.
 */
export function textFieldsAlone(
  include: Include | undefined,
  { fields }: Fields,
): readonly string[] | undefined {
  const asked = include?.metadata;
  return isNames(asked) && asked.every((name) => fields[name] === 'string') ? asked : undefined;
}

/** The metadata that a row, whose whole metadata was not read, holds in the columns of declared texts. */
export function metadataOfTexts(textOf: (name: string) => unknown, { fields }: Fields): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, type]) => {
      const value = type === 'string' ? textOf(name) : undefined;
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function isNames(asked: Include['metadata']): asked is readonly string[] {
  return Array.isArray(asked);
}
