import type { VectorRecord } from '@nestvec/core';
import {
  cutWords,
  fieldValue,
  type Include,
  includedVectors,
  metadataOfTexts,
  type OnField,
  ownTextKeys,
  readTexts,
  recordFieldOf,
  reservedNames,
  type ResolvedSpec,
  textFieldsAlone,
  textNames,
} from '@nestvec/core/store';
import type { Row } from './database/database.ts';
import { columnTypes, encodeField } from './field-type.ts';
import { compileFilter, type FieldSql } from './filter.ts';
import type { Column, Layout } from './layout.ts';
import { maskMetadata, maskText, unmaskMetadata, unmaskText } from './mask.ts';
import { elementsOf, keyColumns, vectorColumn, wordCountColumn } from './schema.ts';
import { join, name, sql, type Sql } from './sql.ts';
import { ownVector } from './vector-column.ts';
import { arrayOf, int4, jsonb, readVector, text, vector } from './wire.ts';

/** The layout of a table of ours; `graphs` are the vectors that have an index. */
export function ownLayout(
  table: Sql,
  spec: ResolvedSpec,
  tenant: string | undefined,
  graphs: ReadonlySet<string>,
): Layout {
  const id = name(reservedNames.id);
  const ids = arrayOf(text);
  return {
    table,
    id,
    idValue: (value) => sql`${text.encode(value)}::text`,
    idValues: (values) => sql`${ids.encode(values)}::text[]`,
    scope:
      tenant === undefined
        ? undefined
        : sql`${name(reservedNames.tenant)} = ${text.encode(tenant)}::text`,
    where: (filter) => compileFilter(filter, ownFields),
    vector(of) {
      const declared = spec.vectors[of];
      if (declared === undefined) throw new TypeError(`${of} is not a vector of ${spec.name}`); // core has checked the name
      return ownVector(name(vectorColumn(of)), of, declared, graphs.has(of));
    },
    parts: (include) => ownParts(include, spec),
    fromRow: (row) => fromRow(row, spec),
    check() {}, // a table of ours takes every record
    key: keyColumns(spec),
    columns: ownColumns(spec, tenant),
  };
}

/** The columns that a record is written to. */
function ownColumns(spec: ResolvedSpec, tenant: string | undefined): Column[] {
  const texts = ownTextKeys.map(([key, of]): Column => ({
    name: of,
    wire: 'text',
    encode: ({ [key]: value }) => (value === undefined ? undefined : text.encode(value)),
  }));
  const fields = Object.entries(spec.fields).map(([of, type]): Column => ({
    name: of,
    wire: columnTypes[type].value.name,
    encode({ metadata }) {
      const value = fieldValue(metadata, of, type);
      return value === undefined ? undefined : encodeField(type, value);
    },
  }));
  const vectors = Object.keys(spec.vectors).map((of): Column => ({
    name: vectorColumn(of),
    wire: 'vector',
    encode({ vectors: own }) {
      // Names such as `constructor` are allowed, so only a record's own are asked for.
      const numbers = Object.hasOwn(own, of) ? own[of] : undefined;
      return numbers === undefined ? undefined : vector.encode(numbers);
    },
  }));
  return [
    ...(tenant === undefined
      ? []
      : [{ name: reservedNames.tenant, wire: 'text', encode: () => text.encode(tenant) }]),
    { name: reservedNames.id, wire: 'text', encode: (record) => text.encode(record.id) },
    {
      name: reservedNames.metadata,
      wire: 'jsonb',
      encode: ({ metadata }) => jsonb.encode(maskMetadata(metadata)),
    },
    ...texts,
    ...(spec.keyword ? wordColumns() : []),
    ...fields,
    ...vectors,
  ];
}

/** The words of the text, in the same row and so in the same write; none of a text without words, null without a text. */
function wordColumns(): Column[] {
  let last: { readonly of: string; readonly words: readonly string[] } | undefined;
  const wordsOf = (of: string): readonly string[] => {
    if (last?.of !== of) last = { of, words: cutWords(of) }; // both columns ask, one after the other
    return last.words;
  };
  const list = arrayOf(text);
  return [
    {
      name: reservedNames.words,
      wire: list.name,
      encode: ({ text: of }) => (of === undefined ? undefined : list.encode(wordsOf(of))),
    },
    {
      name: wordCountColumn,
      wire: int4.name,
      encode: ({ text: of }) => (of === undefined ? undefined : int4.encode(wordsOf(of).length)),
    },
  ];
}

/** The columns of a table of ours, where null always means missing. */
const ownFields: FieldSql = {
  value: ({ field }) => name(ownColumn(field)),
  present: ({ field }) => sql`${name(ownColumn(field))} IS NOT NULL`,
  indexed(on: OnField, element) {
    const json = JSON.stringify(typeof element === 'string' ? maskText(element) : element);
    return sql`${elementsOf(on.field)} @> ${json}::jsonb`;
  },
};

/** Column of a declared field, or of a part of a record. */
function ownColumn(field: string): string {
  if (field === '$text') return reservedNames.words;
  const part = recordFieldOf(field);
  return part === undefined ? field : reservedNames[part];
}

function ownParts(include: Include | undefined, spec: ResolvedSpec): Sql {
  return join(
    [
      name(reservedNames.id),
      ...(include?.metadata === false
        ? []
        : (textFieldsAlone(include, spec) ?? [reservedNames.metadata]).map(name)),
      ...textNames(ownTextKeys, include).map(name),
      ...includedVectors(include, spec).map(
        (of) => sql`vector_send(${name(vectorColumn(of))}::vector) AS ${name(vectorColumn(of))}`,
      ),
    ],
    ', ',
  );
}

function fromRow(row: Row, spec: ResolvedSpec): VectorRecord {
  const texts = Object.entries(readTexts(row, ownTextKeys)).map(
    ([key, value]) => [key, unmaskText(String(value))] as const,
  );
  const vectors = Object.keys(spec.vectors).flatMap((of): [string, Float32Array][] => {
    const shown = row[vectorColumn(of)];
    return typeof shown === 'string' ? [[of, readVector(shown)]] : [];
  });
  const metadata = row[reservedNames.metadata];
  return {
    id: unmaskText(String(row[reservedNames.id])),
    vectors: Object.fromEntries(vectors),
    metadata:
      typeof metadata === 'string'
        ? unmaskMetadata(metadata)
        : metadataOfTexts((field) => textOf(row[field]), spec),
    ...Object.fromEntries(texts),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? unmaskText(value) : undefined;
}
