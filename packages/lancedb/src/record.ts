import {
  type FieldType,
  type Include,
  type Json,
  type JsonObject,
  parseDatetime,
  recordKey,
  reservedNames,
  type ResolvedSpec,
  type VectorRecord,
} from '@nestvec/core';
import type { Data, DataType, Field, Table } from 'apache-arrow';
import { keepBom } from './bom.ts';
import type { Arrow } from './client.ts';
import { tableSchema, textColumns, textKeys, vectorColumn } from './schema.ts';

/** Records as an Arrow table of the collection's schema. Vectors are copied once, as bytes. */
export function toTable(
  records: readonly VectorRecord[],
  spec: ResolvedSpec,
  tenant: string | undefined,
  arrow: Arrow,
): Table {
  const schema = tableSchema(spec, arrow);
  const columns = new Map<string, (type: DataType) => Data>();
  const values = (read: (record: VectorRecord) => unknown) => (type: DataType) =>
    column(records.map(read), type, arrow);
  columns.set(
    reservedNames.key,
    values((record) => keyOf(tenant, record.id)),
  );
  columns.set(
    reservedNames.id,
    values((record) => keepBom(record.id)),
  );
  columns.set(
    reservedNames.tenant,
    values(() => tenant),
  );
  columns.set(
    reservedNames.metadata,
    values((record) => JSON.stringify(record.metadata)),
  );
  for (const key of textKeys)
    columns.set(
      textColumns[key],
      values((record) => textOrNull(record[key])),
    );
  for (const [name, type] of Object.entries(spec.fields)) {
    columns.set(
      name,
      values((record) => fieldValue(record.metadata, name, type)),
    );
  }
  for (const [name, { dimensions }] of Object.entries(spec.vectors)) {
    const vectors = records.map((record) => record.vectors[name]);
    columns.set(vectorColumn(name), (type) => vectorData(vectors, dimensions, type, arrow));
  }
  const children = schema.fields.map(
    ({ name, type }: Field<DataType>) => columns.get(name)?.(type) ?? column([], type, arrow),
  );
  const type = new arrow.Struct(schema.fields);
  const data = arrow.makeData({ type, length: records.length, nullCount: 0, children });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, data)]);
}

/** A record's key as it is written. */
export function keyOf(tenant: string | undefined, id: string): string {
  return keepBom(recordKey(tenant, id));
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined ? null : keepBom(text);
}

/** Vectors as one run of numbers with a bit for each that is there. */
export function vectorData(
  vectors: readonly (Float32Array | undefined)[],
  dimensions: number,
  type: DataType,
  arrow: Arrow,
): Data {
  const numbers = new Float32Array(vectors.length * dimensions);
  const present = new Uint8Array(Math.ceil(vectors.length / 8));
  let nullCount = 0;
  for (const [i, vector] of vectors.entries()) {
    if (vector === undefined) {
      nullCount++;
      continue;
    }
    numbers.set(vector, i * dimensions);
    present[i >> 3] = (present[i >> 3] ?? 0) | (1 << (i & 7));
  }
  const child = arrow.makeData({
    type: new arrow.Float32(),
    length: numbers.length,
    nullCount: 0,
    data: numbers,
  });
  const list = type as InstanceType<Arrow['FixedSizeList']>; // every vector column is one
  return arrow.makeData({
    type: list,
    length: vectors.length,
    nullCount,
    nullBitmap: present,
    child,
  });
}

/** Values as one column. */
export function column(values: readonly unknown[], type: DataType, arrow: Arrow): Data {
  const [data] = arrow.vectorFromArray([...values], type).data;
  return data ?? arrow.makeData({ type: new arrow.Null(), length: 0 });
}

/**
 * What the column of a declared field holds: elements that are null are left out and an array of nothing is null, so that
 * null in a column always means missing. Minus zero becomes zero, which older versions tell apart.
 */
export function fieldValue(metadata: JsonObject, name: string, type: FieldType): unknown {
  const value: Json | undefined = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) {
    const elements = value.filter((element: Json) => element !== null).map(plain);
    return elements.length === 0 ? null : elements;
  }
  if (type === 'datetime') return typeof value === 'string' ? (parseDatetime(value) ?? null) : null;
  return plain(value);
}

/** Columns that a record with these parts is read from. */
export function columnsFor(include: Include | undefined, spec: ResolvedSpec): string[] {
  const { text, ...others } = textColumns;
  return [
    reservedNames.id,
    ...(include?.metadata === false ? [] : [reservedNames.metadata]),
    ...(include?.text === false ? [] : [text]),
    ...Object.values(others),
    ...(include?.vectors ?? Object.keys(include === undefined ? spec.vectors : {})).map(
      vectorColumn,
    ),
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
    const vector = vectorOf(row, name);
    if (vector !== undefined) vectors[name] = vector;
  }
  return { id: String(row[reservedNames.id]), vectors, metadata: metadataOf(row), ...texts };
}

/** A named vector of a row, copied out of LanceDB's buffer. */
export function vectorOf(row: Row, name: string): Float32Array | undefined {
  const value = row[vectorColumn(name)];
  if (value === null || value === undefined) return undefined;
  const numbers = (value as { toArray(): Float32Array }).toArray(); // an Arrow vector of Float32
  return numbers.slice();
}

function metadataOf(row: Row): JsonObject {
  const text = row[reservedNames.metadata];
  return typeof text === 'string' ? (JSON.parse(text) as JsonObject) : {}; // what toTable wrote
}

/** Minus zero as zero, and booleans as the 1 and 0 of their column. */
function plain(value: Json): Json {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === 0 ? 0 : value;
}
