import { invalid } from '@nestvec/core/kit';
import {
  attachedMemory,
  checkAttachedFields,
  type CollectionMemory,
  decodeMemory,
  theirName,
} from '@nestvec/core/store';
import type { PgAttachOptions } from './attach-options.ts';
import { fullTextOf } from './attached-words.ts';
import { attachedType } from './attached-type.ts';
import { databaseName } from './errors.ts';
import type { ResolvedOptions } from './options.ts';
import { isVectorOf, type LiveColumn, type TableInfo } from './table-info.ts';

/** The table of a collection. */
export function tableNameOf({ attach, collection }: ResolvedOptions): string {
  return attach?.table ?? collection;
}

/** The column of the ids. */
export function idColumn({ idField = 'id' }: PgAttachOptions): string {
  return idField;
}

/** Types that a column of ids can have. */
const idTypes: RegExp = /^(text|character varying(\(\d+\))?|uuid|smallint|integer|bigint)$/;

/** The declaration of a table that someone else made. Throws `invalid-input` where its columns show that it is not so. */
export function recall(
  info: TableInfo,
  { attach, collection }: ResolvedOptions,
): CollectionMemory | undefined {
  if (attach === undefined) return undefined;
  const { columns, comment } = info;
  if (decodeMemory(comment, databaseName) !== undefined)
    throw invalid(
      'pgvector.attach',
      'is for tables that nestvec did not make, and this one it made; leave attach out',
    );
  const { textField } = attach;
  const table = `the table ${JSON.stringify(attach.table ?? collection)}`;
  const names = columns.map(({ name }) => name);
  const columnOf = (of: string, path: string, advice: string): LiveColumn => {
    const found = columns.find(({ name }) => name === of);
    if (found !== undefined) return found;
    throw invalid(
      `pgvector.attach.${path}`,
      `is the column ${of}, which ${table} does not have; it has ${names.join(', ')}${advice}`,
    );
  };
  const id = columnOf(idColumn(attach), 'idField', '');
  if (!idTypes.test(id.type))
    throw invalid(
      'pgvector.attach.idField',
      `is the column ${id.name} of ${table}, which is ${id.type}; name one of texts, UUIDs or whole numbers`,
    );
  const live = {
    vectors: Object.fromEntries(columns.map((one) => [one.name, one])),
    tenants: false,
    hasWords: fullTextOf(info, textField) !== undefined,
  };
  const memory = attachedMemory(
    { attach, collection },
    live,
    rememberedIn(columns),
    (name, vector) => {
      const path = `vectors.${name}`;
      const { type, name: of } = columnOf(
        theirName(attach, name),
        path,
        '; say in attach.names how it is called',
      );
      const { dimensions } = vector;
      if (isVectorOf(type, dimensions) || type === 'vector' || type === 'halfvec') return vector;
      throw invalid(
        `pgvector.attach.${path}`,
        `has ${dimensions} dimensions, and the column ${of} of ${table} is ${type}`,
      );
    },
  );
  checkAttachedFields(
    memory.spec.fields,
    { path: 'pgvector.attach.fields', noun: 'column', place: table, names },
    (name) => {
      const found = columns.find((column) => column.name === name);
      if (found === undefined) return undefined;
      const field = attachedType(found)?.field;
      return { type: found.type, fits: field === undefined ? [] : [field] };
    },
  );
  if (textField !== undefined) {
    const found = columnOf(textField, 'textField', '');
    if (attachedType(found)?.field !== 'string')
      throw invalid(
        'pgvector.attach.textField',
        `is the column ${textField} of ${table}, which is ${found.type}; name one of texts`,
      );
  }
  return memory;
}

/** What was added to a table of someone else: each column of ours says all of it in its comment, and theirs stay as they are. */
function rememberedIn(columns: readonly LiveColumn[]): CollectionMemory | undefined {
  for (const { comment, name, type } of columns) {
    if (comment === null || !/^(vector|halfvec)\(/.test(type)) continue;
    const memory = decodeMemory(comment, databaseName);
    if (Object.values(memory?.attached?.added ?? {}).includes(name)) return memory;
  }
  return undefined;
}
