import { type Json, normalize } from '@nestvec/core';
import { describeValue, invalid } from '@nestvec/core/kit';
import {
  attachedTextKeys,
  includedVectors,
  isFieldIncluded,
  isIncluded,
  noRecordField,
  type OnField,
  recordFieldOf,
  type RecordFields,
  reservedNames,
  type ResolvedSpec,
  theirName,
} from '@nestvec/core/store';
import { idColumn } from './attach.ts';
import type { PgAttachOptions } from './attach-options.ts';
import { type AttachedType, attachedType, shownAs } from './attached-type.ts';
import { attachedVector } from './attached-vector.ts';
import { databaseName } from './errors.ts';
import { compileFilter, type FieldSql } from './filter.ts';
import type { Column, Layout } from './layout.ts';
import { holdsNull } from './mask.ts';
import { join, name, raw, sql, type Sql } from './sql.ts';
import type { LiveColumn, TableInfo } from './table-info.ts';
import { arrayOf, readVector, theirText as text, vector } from './wire.ts';

/** A column whose values are metadata. */
type MetadataColumn = LiveColumn & { readonly json: AttachedType };

/**
 * The layout of a table that someone else made: its columns are the metadata, except those of the id, the text and the vectors.
 * Columns that JSON has no words for, and vectors that were not declared, are left alone.
 */
export function attachedLayout(
  table: Sql,
  attach: PgAttachOptions,
  spec: ResolvedSpec,
  info: TableInfo,
): Layout {
  const byName = new Map(info.columns.map((column) => [column.name, column]));
  const id = byName.get(idColumn(attach));
  if (id === undefined) throw invalid('pgvector.attach.idField', 'is not a column'); // recall has looked
  const isTextId = !/^(uuid|smallint|integer|bigint)$/.test(id.type);
  const idName = name(id.name);
  const idText = isTextId ? idName : sql`${idName}::text`;
  const isId = idsOf(id.type);
  const cast = raw(`::${id.type}`);
  const texts = attachedTextKeys(attach.textField).filter(([, of]) => {
    const column = byName.get(of);
    return column !== undefined && attachedType(column)?.field === 'string';
  });
  const vectors = Object.keys(spec.vectors).map((of) => [of, theirName(attach, of)] as const);
  const taken = new Set([id.name, ...texts.map(([, of]) => of), ...vectors.map(([, of]) => of)]);
  const metadata = info.columns.flatMap((column): MetadataColumn[] => {
    const json = taken.has(column.name) ? undefined : attachedType(column);
    return json === undefined ? [] : [{ ...column, json }];
  });
  const writing = metadata.filter(({ generated }) => !generated);
  /** As they were read: what an update does not name is written back to the bit, not at unit length or rounded. */
  const asStored = new WeakMap<Float32Array, Float32Array>();
  const shown = new Map<string, ReadonlyMap<string, string>>();
  /** What a number was read from, if it is still the same: it may have more digits than a number of JSON. */
  const keptOf = (of: string, key: string, value: Json): string | undefined => {
    const kept = typeof value === 'number' ? shown.get(of)?.get(key) : undefined;
    return kept !== undefined && JSON.parse(kept) === value ? kept : undefined;
  };
  return {
    table,
    id: idName,
    idValue: (value) => (isId(value) ? sql`${text.encode(value)}::text${cast}` : undefined),
    idValues: (values) => sql`${arrayOf(text).encode(values.filter(isId))}::text[]${cast}[]`,
    scope: sql`${idName} IS NOT NULL`,
    where: (filter) =>
      compileFilter(filter, attachedFields(byName, texts, isTextId ? undefined : id, idText)),
    vector: (of) => attachedVector(theirName(attach, of), spec.vectors[of]?.dimensions ?? 0, info),
    parts: (include) =>
      join(
        [
          sql`${idText} AS _given_id`,
          ...metadata.flatMap((column, i) =>
            isFieldIncluded(column.name, include)
              ? [sql`to_json(${jsonValue(column)}) AS ${name(`_given_${i}`)}`]
              : [],
          ),
          ...texts
            .filter(([key]) => isIncluded(key, include))
            .map(([key, of]) => sql`${name(of)}::text AS ${name(`_given_${key}`)}`),
          ...includedVectors(include, spec).map(
            (of) =>
              sql`vector_send(${name(theirName(attach, of))}::vector) AS ${name(`_given_vector_${of}`)}`,
          ),
        ],
        ', ',
      ),
    fromRow(row) {
      const record: Record<string, string> = {};
      for (const [key] of texts) {
        const value = row[`_given_${key}`];
        if (typeof value === 'string') record[key] = value;
      }
      const found = vectors.flatMap(([of]): [string, Float32Array][] => {
        const bytes = row[`_given_vector_${of}`];
        const numbers = typeof bytes === 'string' ? readVector(bytes) : undefined;
        if (numbers?.some((number) => number !== 0) !== true) return []; // it has no direction
        const unit = normalize(numbers);
        asStored.set(unit, numbers);
        return [[of, unit]];
      });
      const own = String(row['_given_id']);
      const values = metadata.flatMap((column, i): [string, string][] => {
        const json = row[`_given_${i}`];
        return typeof json === 'string' && isJson(json, column) ? [[column.name, json]] : [];
      });
      shown.set(own, new Map(values));
      return {
        id: own,
        vectors: Object.fromEntries(found),
        metadata: Object.fromEntries(
          values.map(([of, json]) => [of, JSON.parse(json) as Json]), // PostgreSQL has made it
        ),
        ...record,
      };
    },
    check(record, path) {
      for (const key of ['metadata', ...texts.map(([of]) => of)] as const)
        if (holdsNull(record[key]))
          throw invalid(`${path}.${key}`, 'holds U+0000, which PostgreSQL keeps nowhere');
      if (!isId(record.id))
        throw invalid(
          `${path}.id`,
          `${JSON.stringify(record.id).slice(0, 60)} does not fit into the column ${id.name} of ${id.type}`,
        );
      for (const [key, value] of Object.entries(record.metadata)) {
        if (value === undefined || value === null) continue;
        const at = `${path}.metadata.${key}`;
        const column = metadata.find((one) => one.name === key);
        if (column === undefined)
          throw invalid(
            at,
            'has no column in a table that someone else made; add the column, or leave the value out',
          );
        if (!column.json.fits(value) && keptOf(record.id, key, value) === undefined)
          throw invalid(
            at,
            `does not fit into its column of ${column.type}, got ${describeValue(value)}`,
          );
      }
      for (const [key, of] of attachedTextKeys(attach.textField ?? ''))
        if (record[key] !== undefined && !texts.some(([other]) => other === key))
          throw invalid(
            `${path}.${key}`,
            key === 'text'
              ? 'has no column; say in attach.textField which one holds texts'
              : `has no text column ${of} in a table that someone else made; add one, or leave it out`,
          );
      for (const { name: of, required, fallback } of writing)
        if (required && fallback === null && (record.metadata[of] ?? null) === null)
          throw invalid(
            `${path}.metadata.${of}`,
            'is missing, and its column does not take null; give it',
          );
    },
    key: [id.name],
    columns: [
      { name: id.name, wire: 'text', cast: id.type, encode: (record) => text.encode(record.id) },
      ...texts.map(([key, of]): Column => ({
        name: of,
        wire: 'text',
        ...castOf(byName.get(of)),
        encode: ({ [key]: value }) => (value === undefined ? undefined : text.encode(value)),
      })),
      ...writing.map((column): Column => ({
        name: column.name,
        wire: 'text',
        ...castOf(column),
        encode({ id: of, metadata: given }) {
          const value = Object.hasOwn(given, column.name) ? given[column.name] : undefined;
          if (value === undefined || value === null) return undefined;
          return text.encode(keptOf(of, column.name, value) ?? shownAs(value, column.type));
        },
      })),
      ...vectors.map(([of, theirs]): Column => ({
        name: theirs,
        wire: 'vector',
        encode({ vectors: given }) {
          const numbers = Object.hasOwn(given, of) ? given[of] : undefined;
          return numbers && vector.encode(asStored.get(numbers) ?? numbers);
        },
      })),
    ],
  };
}

/** What PostgreSQL makes of a text, and of a null where the column takes none and has a default. */
function castOf(column: LiveColumn | undefined): Pick<Column, 'cast' | 'fallback'> {
  if (column === undefined) return {};
  const { type, required, fallback } = column;
  return { cast: type, ...(required && fallback !== null ? { fallback } : {}) };
}

/** A column as JSON is made of it; times without a zone get one. */
function jsonValue({ name: of, json }: MetadataColumn): Sql {
  return json.field === 'datetime' ? json.value(name(of)) : name(of);
}

/** Not a number of no finite size, which PostgreSQL shows as a text. */
function isJson(json: string, { json: { field } }: MetadataColumn): boolean {
  return field !== 'number' || !json.startsWith('"');
}

/** Whether a text is an id of a column's type. */
function idsOf(type: string): (id: string) => boolean {
  if (type === 'uuid') return (id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  const bits = { smallint: 16, integer: 32, bigint: 64 }[type];
  if (bits === undefined) return (id) => !id.includes('\0');
  return (id) => /^(0|-?[1-9]\d{0,18})$/.test(id) && BigInt.asIntN(bits, BigInt(id)) === BigInt(id);
}

function attachedFields(
  columns: ReadonlyMap<string, LiveColumn>,
  texts: readonly (readonly [keyof RecordFields, string])[],
  otherId: LiveColumn | undefined,
  idText: Sql,
): FieldSql {
  const valueOf = ({ field, type }: OnField): Sql => {
    const part = recordFieldOf(field);
    if (part === 'id') return idText;
    if (part !== undefined) {
      const found = texts.find(([key]) => key === part);
      if (found !== undefined) return sql`${name(found[1])}::text`;
      const why = `, for which the table has no text column ${reservedNames[part]}`;
      throw noRecordField(part, databaseName, why, 'filter by a declared field');
    }
    const column = columns.get(field);
    const json = column && attachedType(column);
    if (json?.field !== type) throw new TypeError(`${field} is not a column of ${type}`); // recall has looked
    return json.value(name(field));
  };
  return {
    text,
    value: valueOf,
    present(on) {
      const value = valueOf(on);
      switch (on.type) {
        case 'number':
          return sql`${value} IS NOT NULL AND ${value} > '-Infinity' AND ${value} < 'Infinity'`;
        case 'string[]':
        case 'number[]':
          return sql`${value} IS NOT NULL AND cardinality(array_remove(${value}, NULL)) > 0`; // an empty list counts as missing
        default:
          return sql`${value} IS NOT NULL`;
      }
    },
  };
}
