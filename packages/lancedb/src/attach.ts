import { invalid } from '@nestvec/core/kit';
import {
  checkAttachedFields,
  type CollectionMemory,
  foreignCutter,
  resolveSpec,
  theirName,
} from '@nestvec/core/store';
import type { DataType, Field } from 'apache-arrow';
import type { LanceAttachOptions } from './attach-options.ts';
import type { Arrow } from './client.ts';
import { columnType } from './column-type.ts';
import type { Column } from './observe.ts';
import type { ResolvedOptions } from './options.ts';

/** The table of a collection. */
export function tableNameOf({ attach, collection }: ResolvedOptions): string {
  return attach?.table ?? collection;
}

/** The column of the ids. */
export function idColumn({ idField = 'id' }: LanceAttachOptions): string {
  return idField;
}

/** The declaration of a table that someone else made, whose texts may have a full text of its own. Throws `invalid-input` where its columns show that it is not so. */
export function recall(
  columns: readonly Field<DataType>[],
  attach: LanceAttachOptions,
  collection: string,
  arrow: Arrow,
  hasWords: boolean,
): CollectionMemory {
  const { embedder, vectors, fields, textField } = attach;
  const words = hasWords ? { keyword: true, cutter: foreignCutter } : {};
  const spec = resolveSpec({ name: collection, embedder, vectors, fields, ...words });
  const table = `the table ${JSON.stringify(attach.table ?? collection)}`;
  const typeOf = (column: string, path: string, advice: string): DataType => {
    const found = columns.find(({ name }) => name === column);
    if (found !== undefined) return found.type;
    const names = columns.map(({ name }) => name).join(', ');
    throw invalid(
      `lancedb.attach.${path}`,
      `is the column ${column}, which ${table} does not have; it has ${names}${advice}`,
    );
  };
  const id = typeOf(idColumn(attach), 'idField', '');
  const idType = arrow.DataType.isDictionary(id) ? undefined : columnType(id, arrow)?.field;
  if (idType !== 'string' && idType !== 'number')
    throw invalid(
      'lancedb.attach.idField',
      `is the column ${idColumn(attach)} of ${table}, which is ${print(id)}; name one of texts or numbers`,
    );
  for (const [name, { dimensions }] of Object.entries(spec.vectors)) {
    const column = theirName(attach, name);
    const path = `vectors.${name}`;
    const type = print(typeOf(column, path, '; say in attach.names how it is called'));
    if (type === `FixedSizeList[${dimensions}]<Float32>`) continue;
    throw invalid(
      `lancedb.attach.${path}`,
      `has ${dimensions} dimensions of Float32, and the column ${column} of ${table} is ${type}`,
    );
  }
  const names = columns.map(({ name }) => name);
  checkAttachedFields(
    spec.fields,
    { path: 'lancedb.attach.fields', noun: 'column', place: table, names },
    (name) => {
      const type = columns.find((column) => column.name === name)?.type;
      if (type === undefined) return undefined;
      const field = columnType(type, arrow)?.field;
      return { type: print(type), fits: field === undefined ? [] : [field] };
    },
  );
  if (textField !== undefined) {
    const type = typeOf(textField, 'textField', '');
    if (columnType(type, arrow)?.field !== 'string')
      throw invalid(
        'lancedb.attach.textField',
        `is the column ${textField} of ${table}, which is ${print(type)}; name one of texts`,
      );
  }
  return { spec, incomplete: [], attached: { names: attach.names ?? {}, added: {}, taken: names } };
}

/** A type as Arrow prints it. */
export function print(type: Column['type']): string {
  return type.toString();
}
