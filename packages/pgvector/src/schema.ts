import type { FieldType } from '@nestvec/core';
import { createHash } from 'node:crypto';
import {
  ownTextKeys,
  reservedNames,
  type ResolvedSpec,
  type ResolvedVector,
} from '@nestvec/core/store';
import { columnTypes } from './field-type.ts';
import { indexType, nativeOf } from './native.ts';
import type { ResolvedOptions } from './options.ts';
import { join, literal, name, raw, sql, type Sql } from './sql.ts';
import { indexedValue } from './vector-column.ts';

/** PostgreSQL cuts longer names. */
const mostNameBytes = 63;

/** The name of a named vector's column: a long one is cut, and ends with a hash. */
export function vectorColumn(vector: string): string {
  const whole = reservedNames.vectorPrefix + vector;
  if (whole.length <= mostNameBytes) return whole;
  const hash = createHash('sha256').update(vector).digest('hex').slice(0, 16);
  return `${whole.slice(0, mostNameBytes - 17)}_${hash}`;
}

/** Columns of the primary key. */
export function keyColumns({ tenants }: Pick<ResolvedSpec, 'tenants'>): string[] {
  return [...(tenants ? [reservedNames.tenant] : []), reservedNames.id];
}

/** Type of a named vector's column. */
export function vectorType(vector: ResolvedVector, of: string): string {
  return `${nativeOf(vector, of).column ?? 'vector'}(${vector.dimensions})`;
}

/** Column of how many words a text has. */
export const wordCountColumn = '_words_length';

/** Columns of the words of texts, as core cuts them: each as often as it stands there. */
export const wordsColumns: readonly (readonly [name: string, type: string])[] = [
  [reservedNames.words, columnTypes['string[]'].declared],
  [wordCountColumn, 'int4'],
];

/**
 * For an index of the kind `gin`. The list of entries that wait, which PostgreSQL keeps by default, is read through by every search: up to 4 MB
 * of it, until autovacuum comes, which PGlite has not.
 */
const noWaitingList = raw('WITH (fastupdate = off)');

/** The indexes that words are found and counted by. */
function createWordsIndexes(table: Sql, { tenants }: Pick<ResolvedSpec, 'tenants'>): Sql[] {
  const counted = [...(tenants ? [reservedNames.tenant] : []), wordCountColumn];
  return [
    sql`CREATE INDEX ON ${table} USING gin (${name(reservedNames.words)}) ${noWaitingList}`,
    sql`CREATE INDEX ON ${table} (${join(counted.map(name), ', ')})`,
  ];
}

/** Places for words that are cut anew; what was cut by other rules goes. */
export function replaceWords(table: Sql, spec: Pick<ResolvedSpec, 'tenants'>): Sql[] {
  const dropped = wordsColumns.map(([of]) => sql`DROP COLUMN IF EXISTS ${name(of)}`);
  const added = wordsColumns.map(([of, type]) => sql`ADD COLUMN ${name(of)} ${raw(type)}`);
  return [
    sql`ALTER TABLE ${table} ${join(dropped, ', ')}`,
    sql`ALTER TABLE ${table} ${join(added, ', ')}`,
    ...createWordsIndexes(table, spec),
  ];
}

/**
 * The statements that make the table of a collection: columns of ours begin with an underscore, declared fields keep their names.
 * What the collection remembers is the table's comment.
 */
export function createTable(
  table: Sql,
  spec: ResolvedSpec,
  memory: string,
  { indexFrom, rowLevelSecurity }: Pick<ResolvedOptions, 'indexFrom' | 'rowLevelSecurity'>,
): Sql[] {
  const column = (of: string, type: string): Sql => sql`${name(of)} ${raw(type)}`;
  const plainText = columnTypes.string.declared;
  const columns = [
    ...keyColumns(spec).map((of) => column(of, `${plainText} NOT NULL`)),
    column(reservedNames.metadata, 'jsonb NOT NULL'),
    ...ownTextKeys.map(([, of]) => column(of, plainText)),
    ...(spec.keyword ? wordsColumns.map(([of, type]) => column(of, type)) : []),
    ...Object.entries(spec.fields).map(([of, type]) => column(of, columnTypes[type].declared)),
    ...Object.entries(spec.vectors).map(([of, vector]) =>
      column(vectorColumn(of), vectorType(vector, of)),
    ),
    sql`PRIMARY KEY (${join(keyColumns(spec).map(name), ', ')})`,
  ];
  return [
    sql`CREATE TABLE ${table} (${join(columns, ', ')})`,
    ...Object.entries(spec.fields).flatMap(([of, type]) => createFieldIndex(table, of, type)),
    ...(spec.keyword ? createWordsIndexes(table, spec) : []),
    ...Object.entries(spec.vectors).flatMap(([of, vector]) =>
      vector.graph && indexFrom === 0 ? [createVectorIndex(table, of, vector)] : [],
    ),
    ...(rowLevelSecurity && spec.tenants ? secureRows(table) : []),
    remember(table, memory),
  ];
}

/** Adds a column where it is missing. */
export function addColumn(table: Sql, of: string, type: string): Sql {
  return sql`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${name(of)} ${raw(type)}`;
}

/** Keeps what a collection remembers. */
export function remember(table: Sql, memory: string): Sql {
  return sql`COMMENT ON TABLE ${table} IS ${literal(memory)}`;
}

/**
 * The index of a declared field. Texts have one of hashes, and arrays one of the hashes of their elements in the metadata: a text may
 * be longer than a row of the other kinds of index.
 */
export function createFieldIndex(table: Sql, of: string, type: FieldType): Sql[] {
  switch (type) {
    case 'string':
      return [sql`CREATE INDEX ON ${table} USING hash (${name(of)})`];
    case 'number':
    case 'datetime':
      return [sql`CREATE INDEX ON ${table} (${name(of)})`];
    case 'boolean':
      return []; // half of the table is read at once
    case 'string[]':
    case 'number[]':
      return [
        sql`CREATE INDEX ON ${table} USING gin (${elementsOf(of)} jsonb_path_ops) ${noWaitingList}`,
      ];
  }
}

/** A declared array as it is in the metadata. */
export function elementsOf(field: string): Sql {
  return sql`(${name(reservedNames.metadata)} -> ${literal(field)})`;
}

/** The index over a named vector, by default over its column in a table of ours, whose vectors have unit length. */
export function createVectorIndex(
  table: Sql,
  of: string,
  vector: ResolvedVector,
  {
    column = vectorColumn(of),
    measure = 'ip',
  }: { column?: string; measure?: 'ip' | 'cosine' } = {},
): Sql {
  const { index = 'hnsw', m, efConstruction, lists } = nativeOf(vector, of);
  const settings = (
    index === 'hnsw' ? { m, ef_construction: efConstruction } : { lists }
  ) satisfies Record<string, number | undefined>;
  const given = Object.entries(settings).flatMap(([setting, value]) =>
    value === undefined ? [] : [`${setting} = ${value}`],
  );
  const type = indexType(vector, of);
  const operators = raw(`${type}_${type === 'bit' ? 'hamming' : measure}_ops`);
  const value = indexedValue(name(column), of, vector);
  const options = raw(given.length === 0 ? '' : ` WITH (${given.join(', ')})`);
  return sql`CREATE INDEX ON ${table} USING ${raw(index)} (${value} ${operators})${options}`;
}

/** A role that does not own the table sees one tenant. */
function secureRows(table: Sql): Sql[] {
  const own = sql`${name(reservedNames.tenant)} = current_setting(${literal(tenantSetting)}, true)`;
  return [
    sql`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    sql`CREATE POLICY ${name('nestvec_tenant')} ON ${table} USING (${own}) WITH CHECK (${own})`,
  ];
}

/** The setting that names the tenant to row-level security. */
export const tenantSetting = 'nestvec.tenant';
