import type { Data, DataType, Field, RecordBatch, Table } from 'apache-arrow';
import type { Arrow } from './client.ts';

/** Values as one column. */
export function column(values: readonly unknown[], type: DataType, arrow: Arrow): Data {
  const [data] = arrow.vectorFromArray(values, type).data;
  return data ?? arrow.makeData({ type: new arrow.Null(), length: 0 });
}

/** Vectors as one run of numbers with a bit for each that is there: they are copied as bytes, once. */
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

/** Columns of one length as a table. */
export function tableFrom(
  fields: readonly Field<DataType>[],
  columns: readonly Data[],
  length: number,
  arrow: Arrow,
): Table {
  const schema = new arrow.Schema([...fields]);
  const type = new arrow.Struct(schema.fields);
  const data = arrow.makeData({ type, length, nullCount: 0, children: [...columns] });
  const batch: RecordBatch = new arrow.RecordBatch(schema, data);
  return new arrow.Table(schema, [batch]);
}
