import type { JsonObject, VectorRecord } from '@nestvec/core';
import {
  type Include,
  includedVectors,
  metadataJson,
  metadataOfTexts,
  reservedNames,
  type ResolvedSpec,
  textFieldsAlone,
  type Whole,
  wordText,
} from '@nestvec/core/store';
import type { Data, DataType, Field, Table } from 'apache-arrow';
import type { Arrow } from './client.ts';
import { column, tableFrom, vectorData } from './columns.ts';
import { fieldValue } from './field-value.ts';
import { keepBom, keyOf } from './keys.ts';
import { tableSchema, textColumns, textKeys, vectorColumn } from './schema.ts';

/** Records as an Arrow table of the collection's schema. */
export function toTable(
  records: readonly VectorRecord[],
  spec: ResolvedSpec,
  tenant: string | undefined,
  arrow: Arrow,
): Table {
  const columns = new Map<string, (type: DataType) => Data>();
  const fill = (name: string, read: (record: VectorRecord) => unknown): void => {
    columns.set(name, (type) => column(records.map(read), type, arrow));
  };
  fill(reservedNames.key, ({ id }) => keyOf(tenant, id));
  fill(reservedNames.id, ({ id }) => keepBom(id));
  fill(reservedNames.tenant, () => tenant ?? null);
  fill(reservedNames.metadata, ({ metadata }) => metadataJson(metadata));
  for (const key of textKeys) {
    fill(textColumns[key], ({ [key]: text }) => (text === undefined ? null : keepBom(text)));
  }
  if (spec.keyword) fill(reservedNames.words, ({ text }) => wordText(text) ?? null);
  for (const [name, type] of Object.entries(spec.fields)) {
    fill(name, ({ metadata }) => fieldValue(metadata, name, type));
  }
  for (const [name, { dimensions }] of Object.entries(spec.vectors)) {
    const vectors = records.map((record) => vectorOf(record, name));
    columns.set(vectorColumn(name), (type) => vectorData(vectors, dimensions, type, arrow));
  }
  const { fields } = tableSchema(spec, arrow);
  const data = fields.map(
    ({ name, type }: Field<DataType>) => columns.get(name)?.(type) ?? column([], type, arrow),
  );
  return tableFrom(fields, data, records.length, arrow);
}

/** About what a record takes in memory on its way, for cutting batches. */
export function recordBytes({ vectors, metadata, text = '' }: VectorRecord): number {
  let bytes = 1000 + Buffer.byteLength(text) + Buffer.byteLength(metadataJson(metadata));
  for (const vector of Object.values(vectors)) bytes += vector.byteLength;
  return bytes;
}

/** A named vector of a record. Names such as `constructor` are allowed, so only its own are asked for. */
function vectorOf({ vectors }: VectorRecord, name: string): Float32Array | undefined {
  return Object.hasOwn(vectors, name) ? vectors[name] : undefined;
}

/** Columns that a record with these parts, or a hit, is read from. */
export function columnsFor(
  include: Include | undefined,
  spec: ResolvedSpec,
  whole: Whole = 'record',
): string[] {
  const { text, ...others } = textColumns;
  return [
    reservedNames.id,
    ...(include?.metadata === false
      ? []
      : ((whole === 'hit' ? textFieldsAlone(include, spec) : undefined) ?? [
          reservedNames.metadata,
        ])),
    ...(include?.text === false ? [] : [text]),
    ...(include?.links === false
      ? []
      : whole === 'hit'
        ? [others.uri, others.parentId]
        : Object.values(others)),
    ...includedVectors(include, spec).map(vectorColumn),
  ];
}

/** One row as LanceDB gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A row as a record; parts whose columns were not read are absent. */
export function fromRow(row: Row, spec: ResolvedSpec): VectorRecord {
  const texts: Record<string, string> = {};
  for (const key of textKeys) {
    const value = row[textColumns[key]];
    if (typeof value === 'string') texts[key] = value;
  }
  const vectors: Record<string, Float32Array> = {};
  for (const name of Object.keys(spec.vectors)) {
    const vector = readVector(row, name);
    if (vector !== undefined) vectors[name] = vector;
  }
  return { id: String(row[reservedNames.id]), vectors, metadata: metadataOf(row, spec), ...texts };
}

/** A named vector of a row. */
export function readVector(row: Row, name: string): Float32Array | undefined {
  return numbersOf(row[vectorColumn(name)]);
}

/** The numbers of a vector's column, copied out of LanceDB's buffer, unless they come as a view of it, which is only looked at. */
export function numbersOf(value: unknown): Float32Array | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Float32Array) return value;
  return (value as { toArray(): Float32Array }).toArray().slice(); // an Arrow vector of Float32
}

function metadataOf(row: Row, spec: ResolvedSpec): JsonObject {
  const text = row[reservedNames.metadata];
  return typeof text === 'string'
    ? (JSON.parse(text) as JsonObject) // what toTable wrote
    : metadataOfTexts((name) => row[name], spec);
}
