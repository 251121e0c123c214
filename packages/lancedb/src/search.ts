import {
  type CallOptions,
  type Candidate,
  clampScore,
  findHits,
  type Hit,
  type Quantization,
  reservedNames,
  type ResolvedSearch,
  resolveSearch,
  type ResolvedSpec,
  type SearchRequest,
  type SearchResult,
  type VectorRecord,
} from '@nestvec/core';
import type { Table } from '@lancedb/lancedb';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { toSql } from './filter.ts';
import type { View } from './read.ts';
import { columnsFor, fromRow, type Row, vectorOf } from './record.ts';
import { vectorColumn } from './schema.ts';

/** Candidates by LanceDB, everything after by core. */
export async function searchTable(
  { table, memory, session }: View,
  scope: string | undefined,
  request: SearchRequest,
  call: CallOptions | undefined,
): Promise<SearchResult> {
  const { spec, incomplete } = memory;
  const search = resolveSearch(request, {
    spec,
    incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  });
  const indexed = !search.exact && (await hasIndex(table, search.using, spec));
  const hits = await findHits(async (limit) => {
    session.begin('search', call);
    const rows = await nearest(table, scope, search, spec, indexed, limit);
    return rows.map((row) => toCandidate(row, search, spec));
  }, search);
  const { using, rescore, candidates } = search;
  return {
    hits,
    explain: {
      using,
      rescore: rescore?.name,
      stages: rescore === undefined ? 'single' : 'emulated',
      candidates,
      exact: !indexed,
    },
  };
}

/** Rows fetched for each one wanted, whose distances are then computed from the full numbers: the coarser, the more. */
const refineFactors: Readonly<Record<Quantization, number>> = { none: 1, int8: 4, binary: 16 };

/** At most `limit` rows, nearest first. */
async function nearest(
  table: Table,
  scope: string | undefined,
  search: ResolvedSearch,
  spec: ResolvedSpec,
  indexed: boolean,
  limit: number,
): Promise<Row[]> {
  const query = table
    .vectorSearch(search.vector)
    .column(vectorColumn(search.using))
    .distanceType('dot')
    .where([...(scope === undefined ? [] : [scope]), toSql(search.filter)].join(' AND '))
    .select(selected(search, spec))
    .limit(limit);
  if (!indexed) query.bypassVectorIndex();
  else query.refineFactor(refineFactors[spec.vectors[search.using]?.quantization ?? 'none']);
  return (await query.toArray()) as Row[]; // rows of the columns selected
}

function toCandidate(row: Row, search: ResolvedSearch, spec: ResolvedSpec): Candidate {
  const record = fromRow(row, spec);
  const { id, text, uri, parentId } = record;
  const asked = search.include.vectors.flatMap((name) => {
    const vector = vectorOf(record, name);
    return vector === undefined ? [] : [[name, vector] as const];
  });
  const hit: Hit = {
    id,
    score: clampScore(1 - distance(row)),
    metadata: search.include.metadata ? record.metadata : {},
    ...(text === undefined ? {} : { text }),
    ...(uri === undefined ? {} : { uri }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(search.include.vectors.length === 0 ? {} : { vectors: Object.fromEntries(asked) }),
  };
  return {
    hit,
    rescoreVector: search.rescore === undefined ? undefined : vectorOf(record, search.rescore.name),
    group: groupValue(record, search),
  };
}

function selected(search: ResolvedSearch, spec: ResolvedSpec): string[] {
  const names = new Set(columnsFor(search.include, spec));
  names.add('_distance');
  if (search.rescore !== undefined) names.add(vectorColumn(search.rescore.name));
  if (search.groupBy !== undefined) names.add(reservedNames.metadata);
  return [...names];
}

/** Read from the metadata and not from the field's column, which holds booleans and byte order marks in another form. */
function groupValue(record: VectorRecord, search: ResolvedSearch): Candidate['group'] {
  if (search.groupBy === undefined) return undefined;
  const { field } = search.groupBy;
  if (field === 'parentId') return record.parentId;
  const value = Object.hasOwn(record.metadata, field) ? record.metadata[field] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

function distance(row: Row | undefined): number {
  return Number(row?.['_distance']);
}

async function hasIndex(table: Table, name: string, spec: ResolvedSpec): Promise<boolean> {
  if (spec.vectors[name]?.graph !== true) return false;
  const indices = await table.listIndices();
  return indices.some(({ columns }) => columns.includes(vectorColumn(name)));
}
