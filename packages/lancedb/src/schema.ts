import type { FieldType } from '@nestvec/core';
import { type RecordFields, reservedNames, type ResolvedSpec } from '@nestvec/core/store';
import type { DataType, Field, Schema } from 'apache-arrow';
import type { Arrow } from './client.ts';

/** Key of the collection's memory in the metadata of the column `_metadata`, the one place that can be changed in place. */
export const memoryKey = 'nestvec';

/** Key beside it of what tells a table from another one of its name, made when that was dropped: both may come to the same version. */
export const madeKey = 'nestvec.made';

/** What `setUnenforcedPrimaryKey` writes on a column. */
const primaryKey: Map<string, string> = new Map([
  ['lance-schema:unenforced-primary-key:position', '1'],
]);

/** Columns for the text-valued parts of a record. */
export const textColumns: Readonly<Record<keyof RecordFields, string>> = {
  text: reservedNames.text,
  uri: reservedNames.uri,
  parentId: reservedNames.parentId,
  source: reservedNames.source,
  contentHash: reservedNames.contentHash,
};

/** The parts of a record that have such a column. */
export const textKeys: readonly (keyof RecordFields)[] = [
  'text',
  'uri',
  'parentId',
  'source',
  'contentHash',
];

/** Column of a named vector. */
export function vectorColumn(name: string): string {
  return reservedNames.vectorPrefix + name;
}

/** What a table has from its first version on. */
export interface CreatedTable {
  readonly memory: string;
  /** No other table has it. */
  readonly made: string;
}

/**
 * The table of a collection: ours begin with an underscore, declared fields keep their names. With what a new table has it is the schema
 * to create the table by, with the primary key: it is set at once, since without one two processes that merge the same new
 * id would both insert it.
 */
export function tableSchema(spec: ResolvedSpec, arrow: Arrow, created?: CreatedTable): Schema {
  const { Field, Schema, Utf8 } = arrow;
  const text = (name: string): Field<DataType> => new Field(name, new Utf8(), true);
  const kept =
    created &&
    new Map([
      [memoryKey, created.memory],
      [madeKey, created.made],
    ]);
  return new Schema([
    new Field(reservedNames.key, new Utf8(), false, created && primaryKey),
    new Field(reservedNames.id, new Utf8(), false),
    ...(spec.tenants ? [new Field(reservedNames.tenant, new Utf8(), false)] : []),
    new Field(reservedNames.metadata, new Utf8(), false, kept),
    ...Object.values(textColumns).map(text),
    ...(spec.keyword ? [wordsField(arrow)] : []),
    ...Object.entries(spec.fields).map(([name, type]) => fieldColumn(name, type, arrow)),
    ...Object.entries(spec.vectors).map(([name, { dimensions }]) =>
      vectorField(name, dimensions, arrow),
    ),
  ]);
}

/** Column of the words of texts; null where a record has none. */
export function wordsField(arrow: Arrow): Field<DataType> {
  return new arrow.Field(reservedNames.words, new arrow.Utf8(), true);
}

/** Column of a declared field. */
export function fieldColumn(name: string, type: FieldType, arrow: Arrow): Field<DataType> {
  return new arrow.Field(name, columnType(type, arrow), true);
}

/** Column of a named vector; null where a record has none. */
export function vectorField(name: string, dimensions: number, arrow: Arrow): Field<DataType> {
  const { Field, FixedSizeList, Float32 } = arrow;
  return new Field(
    vectorColumn(name),
    new FixedSizeList(dimensions, new Field('item', new Float32(), true)),
    true,
  );
}

function columnType(type: FieldType, arrow: Arrow): DataType {
  const { Field, Float64, Int8, List, TimestampMillisecond, Utf8 } = arrow;
  switch (type) {
    case 'string':
      return new Utf8();
    case 'number':
      return new Float64();
    case 'boolean':
      // Arrow's JavaScript writer drops the bits of a Bool column that is all null, and LanceDB then rejects the whole write.
      return new Int8();
    case 'datetime':
      return new TimestampMillisecond();
    case 'string[]':
      return new List(new Field('item', new Utf8(), true));
    case 'number[]':
      return new List(new Field('item', new Float64(), true));
  }
}
