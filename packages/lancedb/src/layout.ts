import type { VectorRecord } from '@nestvec/core';
import {
  type FilterNode,
  type Include,
  reservedNames,
  type ResolvedSpec,
  type ResolvedVector,
  textFieldsAlone,
  type Whole,
} from '@nestvec/core/store';
import type { IndexConfig } from '@lancedb/lancedb';
import type { Table } from 'apache-arrow';
import type { Arrow } from './client.ts';
import { column, textLiteral, toSql } from './filter.ts';
import { keyOf } from './keys.ts';
import { columnsFor, fromRow, numbersOf, type Row, toTable } from './record.ts';
import { vectorColumn } from './schema.ts';
import { type Aim, aimAt } from './vector-index.ts';

/** How records lie in a table of ours, as one tenant sees it, or in one that someone else made. Pure. */
export interface Layout {
  /** Column that records are found and ordered by. */
  readonly keyColumn: string;
  /** Column that tells a record's id. */
  readonly idColumn: string;
  /** Condition of the rows that are seen; `undefined` for all. */
  readonly scope: string | undefined;
  /** An id as the key column has it, as SQL; `undefined` where it can't have it. */
  keyLiteral(id: string): string | undefined;
  vectorColumn(name: string): string;
  /** Column of the full text. */
  readonly wordsColumn: string;
  /** Columns that a record with these parts is read from, or a hit, which lacks some of them. */
  columnsFor(include: Include | undefined, whole?: Whole): string[];
  /** Those of them that hold declared texts, as they were written, where a hit is read from these instead of its whole metadata. */
  textColumnsFor(include: Include | undefined): readonly string[];
  /** The unit vector of a column's value; `undefined` where there is none. A view stays one. */
  toUnit(value: unknown): Float32Array | undefined;
  /** A row as a record; parts whose columns were not read are absent. */
  readonly fromRow: (row: Row) => VectorRecord;
  /** Refuses what the table can't keep. Throws `invalid-input` naming `path`. */
  check(record: VectorRecord, path: string): void;
  /** Records as rows to write. */
  toTable(records: readonly VectorRecord[]): Table;
  toSql(filter: FilterNode): string;
  /** The way to search a named vector, by the index that its column has. */
  aim(vector: ResolvedVector | undefined, index: IndexConfig | undefined): Aim;
}

/** The layout of a table of ours. */
export function ownLayout(spec: ResolvedSpec, tenant: string | undefined, arrow: Arrow): Layout {
  return {
    keyColumn: reservedNames.key,
    idColumn: reservedNames.id,
    scope:
      tenant === undefined ? undefined : `${column(reservedNames.tenant)} = ${textLiteral(tenant)}`,
    keyLiteral: (id) => textLiteral(keyOf(tenant, id)),
    vectorColumn,
    wordsColumn: reservedNames.words,
    columnsFor: (include, whole) => columnsFor(include, spec, whole),
    textColumnsFor: (include) => textFieldsAlone(include, spec) ?? [],
    toUnit: numbersOf,
    fromRow: (row) => fromRow(row, spec),
    check() {}, // a table of ours takes every record
    toTable: (records) => toTable(records, spec, tenant, arrow),
    toSql: (filter) => toSql(filter),
    aim: (vector, index) => aimAt(vector, vector?.graph === true && index !== undefined),
  };
}

/** Conditions that must all hold; `undefined` stands for none. */
export function allOf(...conditions: readonly (string | undefined)[]): string {
  return conditionOf(...conditions) ?? 'true';
}

/** The same, `undefined` where every row is meant. */
export function conditionOf(...conditions: readonly (string | undefined)[]): string | undefined {
  const open = conditions.filter((one) => one !== undefined && one !== 'true');
  return open.length === 0 ? undefined : open.join(' AND ');
}
