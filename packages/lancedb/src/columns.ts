import type { Data, DataType, Field, RecordBatch, Table } from 'apache-arrow';
import type { Arrow } from './client.ts';

/** Values as one column. */
export function column(values: readonly unknown[], type: DataType, arrow: Arrow): Data {
  if (arrow.DataType.isUtf8(type)) {
    return textData(values as readonly (string | null)[], arrow); // a text column holds nothing else
  }
  if (arrow.DataType.isBool(type)) {
    return booleanData(values as readonly (boolean | null)[], arrow); // nothing else either
  }
  const [data] = arrow.vectorFromArray(values, type).data;
  return data ?? arrow.makeData({ type: new arrow.Null(), length: 0 });
}

/** Texts as one column, encoded straight into its buffer: Arrow's own builder takes several times as long. */
function textData(texts: readonly (string | null)[], arrow: Arrow): Data {
  const offsets = new Int32Array(texts.length + 1);
  const present = new Uint8Array(Math.ceil(texts.length / 8));
  let nullCount = 0;
  for (const [i, text] of texts.entries()) {
    offsets[i + 1] = (offsets[i] ?? 0) + (text === null ? 0 : Buffer.byteLength(text));
    if (text === null) nullCount++;
    else setBit(present, i);
  }
  const bytes = Buffer.allocUnsafe(offsets.at(-1) ?? 0);
  let end = 0;
  for (const text of texts) if (text !== null) end += bytes.write(text, end);
  return arrow.makeData({
    type: new arrow.Utf8(),
    length: texts.length,
    nullCount,
    nullBitmap: present,
    valueOffsets: offsets,
    data: bytes,
  });
}

/**
 * Booleans as one column. Arrow's writer drops the bits of a column of type Bool that is all null, and LanceDB then refuses the
 * write; bytes it leaves alone, so the bits go as bytes, of which the schema says that they are bits.
 */
function booleanData(values: readonly (boolean | null)[], arrow: Arrow): Data {
  const bits = new Uint8Array(values.length);
  const present = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (const [i, value] of values.entries()) {
    if (value === null) nullCount++;
    else setBit(present, i);
    if (value === true) setBit(bits, i);
  }
  return arrow.makeData({
    type: new arrow.Uint8(),
    length: values.length,
    nullCount,
    nullBitmap: present,
    data: bits,
  });
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
    setBit(present, i);
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

function setBit(bits: Uint8Array, i: number): void {
  bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
}
