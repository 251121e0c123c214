import { isDeepStrictEqual } from 'node:util';
import { type Json, type JsonObject, normalize, type VectorRecord } from '@nestvec/core';
import { describeValue, invalid } from '@nestvec/core/kit';
import {
  isFieldIncluded,
  isIncluded,
  noRecordField,
  type RecordFields,
  reservedNames,
  type ResolvedSpec,
  theirName,
  withRecordFields,
} from '@nestvec/core/store';
import type { DataType, Field } from 'apache-arrow';
import { idColumn, print } from './attach.ts';
import { attachedFields } from './attached-fields.ts';
import { idsOf } from './attached-ids.ts';
import type { LanceAttachOptions } from './attach-options.ts';
import type { Arrow } from './client.ts';
import { type ColumnType, columnType } from './column-type.ts';
import { column, tableFrom, vectorData } from './columns.ts';
import { databaseName } from './errors.ts';
import { column as sqlColumn, toSql } from './filter.ts';
import type { Layout } from './layout.ts';
import { numbersOf } from './record.ts';
import { textKeys } from './schema.ts';

/** Rows of an index of quantised vectors that are compared by their full numbers, for each one wanted. */
const refineFactor = 16;

/**
 * The layout of a table that someone else made: its columns are the metadata, except those of the id, the text and the vectors.
 * Columns that JSON has no words for, and vectors that were not declared, are left alone.
 */
export function attachedLayout(
  attach: LanceAttachOptions,
  spec: ResolvedSpec,
  columns: readonly Field<DataType>[],
  arrow: Arrow,
  isUpdate = false,
): Layout {
  const idField = columns.find(({ name }) => name === idColumn(attach));
  if (idField === undefined) throw invalid('lancedb.attach.idField', 'is not a column'); // recall has looked
  const id = idsOf(idField, arrow);
  const byName = new Map(columns.map((field) => [field.name, field]));
  const texts = textKeys.flatMap((key): [keyof RecordFields, Field<DataType>][] => {
    const field = byName.get((key === 'text' ? attach.textField : reservedNames[key]) ?? '');
    return field !== undefined && arrow.DataType.isUtf8(field.type) ? [[key, field]] : [];
  });
  const vectors = Object.keys(spec.vectors).flatMap((name): [string, Field<DataType>][] => {
    const field = byName.get(theirName(attach, name));
    return field === undefined ? [] : [[name, field]];
  });
  const taken = new Set([idField, ...texts.map(([, f]) => f), ...vectors.map(([, f]) => f)]);
  const metadata = new Map(
    columns.flatMap((field): [string, { field: Field<DataType>; type: ColumnType }][] => {
      const type = taken.has(field) ? undefined : columnType(field.type, arrow);
      return type === undefined ? [] : [[field.name, { field, type }]];
    }),
  );
  /** As they were read: what an update does not name is written back to the bit, not at unit length. */
  const asStored = new WeakMap<Float32Array, Float32Array>();
  const toUnit = (value: unknown): Float32Array | undefined => {
    const numbers = numbersOf(value);
    if (numbers?.some((number) => number !== 0) !== true) return undefined; // it has no direction
    const unit = normalize(numbers);
    asStored.set(unit, numbers);
    return unit;
  };
  const writing = [...metadata].flatMap(([name, { field, type }]) =>
    type.fromJson === undefined ? [] : [{ name, field, fromJson: type.fromJson }],
  );
  /** What was read of columns that are not written: in an update it comes along, and stays as it is. */
  const readOnly = new Map<string, JsonObject>();
  const fieldSql = attachedFields(byName, arrow);

  return {
    keyColumn: idField.name,
    idColumn: idField.name,
    scope: `${sqlColumn(idField.name)} IS NOT NULL`,
    keyLiteral: id.literal,
    vectorColumn: (name) => theirName(attach, name),
    wordsColumn: attach.textField ?? '',
    toUnit,
    columnsFor: (include) => [
      idField.name,
      ...[...metadata.keys()].filter((name) => isFieldIncluded(name, include)),
      ...texts.filter(([key]) => isIncluded(key, include)).map(([, { name }]) => name),
      ...[...new Set(include?.vectors ?? vectors.map(([name]) => name))].map((name) =>
        theirName(attach, name),
      ),
    ],
    textColumnsFor: () => [], // the columns are the metadata
    fromRow(row) {
      const record: Record<string, string> = {};
      for (const [key, { name }] of texts) {
        const text = row[name];
        if (typeof text === 'string') record[key] = text;
      }
      const found: [string, Float32Array][] = [];
      for (const [name, field] of vectors) {
        const unit = toUnit(row[field.name]);
        if (unit !== undefined) found.push([name, unit]);
      }
      const values = [...metadata].flatMap(([name, { type }]): [string, Json][] => {
        const value = row[name];
        const json = value === null || value === undefined ? undefined : type.toJson(value);
        return json === undefined ? [] : [[name, json]];
      });
      const own = String(row[idField.name]);
      if (isUpdate && values.length > 0)
        readOnly.set(
          own,
          Object.fromEntries(values.filter(([name]) => !writing.some((one) => one.name === name))),
        );
      return {
        id: own,
        vectors: Object.fromEntries(found),
        metadata: Object.fromEntries(values),
        ...record,
      };
    },
    check(record, path) {
      if (id.literal(record.id) === undefined)
        throw invalid(
          `${path}.id`,
          `${JSON.stringify(record.id).slice(0, 60)} is not a whole number, and the column ${idField.name} holds whole numbers`,
        );
      for (const [key, value] of Object.entries(record.metadata)) {
        if (value === undefined || value === null) continue;
        const at = `${path}.metadata.${key}`;
        const place = metadata.get(key);
        if (place === undefined)
          throw invalid(
            at,
            'has no column in a table that someone else made; add the column with LanceDB, or leave the value out',
          );
        const { fromJson } = place.type;
        const type = print(place.field.type);
        const isKept = isDeepStrictEqual(readOnly.get(record.id)?.[key], value);
        if (fromJson === undefined && !isKept)
          throw invalid(at, `lies in a column of ${type}, which is only read here; leave it out`);
        if (fromJson !== undefined && fromJson(value) === undefined)
          throw invalid(at, `does not fit into its column of ${type}, got ${describeValue(value)}`);
      }
      for (const key of textKeys)
        if (record[key] !== undefined && !texts.some(([other]) => other === key))
          throw invalid(
            `${path}.${key}`,
            key === 'text'
              ? 'has no column; say in attach.textField which one holds texts'
              : `has no text column ${reservedNames[key]} in a table that someone else made; add one by LanceDB, or leave it out`,
          );
      for (const { name, field } of writing)
        if (!field.nullable && (record.metadata[name] ?? null) === null)
          throw invalid(
            `${path}.metadata.${name}`,
            'is missing, and its column does not take null; give it',
          );
      for (const [name, field] of vectors)
        if (!field.nullable && !Object.hasOwn(record.vectors, name))
          throw invalid(
            `${path}.vectors.${name}`,
            'is missing, and its column does not take null; give it',
          );
    },
    toTable(records) {
      const fields = [
        idField,
        ...texts.map(([, field]) => field),
        ...writing.map(({ field }) => field),
        ...vectors.map(([, field]) => field),
      ];
      const vectorOf = ({ vectors: own }: VectorRecord, name: string): Float32Array | undefined => {
        const vector = Object.hasOwn(own, name) ? own[name] : undefined;
        return vector === undefined ? undefined : (asStored.get(vector) ?? vector);
      };
      const data = [
        column(
          records.map((record) => id.toValue(record.id)),
          idField.type,
          arrow,
        ),
        ...texts.map(([key, { type }]) =>
          column(
            records.map((record) => record[key] ?? null),
            type,
            arrow,
          ),
        ),
        ...writing.map(({ name, field, fromJson }) =>
          column(
            records.map((record) => {
              const value = Object.hasOwn(record.metadata, name) ? record.metadata[name] : null;
              return value === undefined || value === null ? null : fromJson(value);
            }),
            field.type,
            arrow,
          ),
        ),
        ...vectors.map(([name, { type }]) =>
          vectorData(
            records.map((record) => vectorOf(record, name)),
            spec.vectors[name]?.dimensions ?? 0,
            type,
            arrow,
          ),
        ),
      ];
      return tableFrom(fields, data, records.length, arrow);
    },
    toSql: (filter) =>
      toSql(
        withRecordFields(filter, (part) => {
          const field = part === 'id' ? idField : texts.find(([key]) => key === part)?.[1];
          if (field !== undefined && arrow.DataType.isUtf8(field.type)) return field.name;
          throw noRecordField(
            part,
            databaseName,
            field === undefined
              ? `, for which the table has no text column ${reservedNames[part]}`
              : `, since the column ${field.name} is ${print(field.type)}`,
            part === 'id' ? 'name records by ids' : 'filter by a declared field',
          );
        }),
        fieldSql,
      ),
    aim(_, index) {
      const details: unknown = index?.indexDetails;
      const isCosine =
        typeof details === 'object' &&
        details !== null &&
        'metric_type' in details &&
        String(details.metric_type).toLowerCase() === 'cosine';
      return {
        exact: !isCosine,
        prepare(query) {
          query.distanceType('cosine'); // their vectors may have any length
          if (isCosine) query.refineFactor(refineFactor);
          else query.bypassVectorIndex();
        },
        similarity: (distance) => 1 - distance,
      };
    },
  };
}
