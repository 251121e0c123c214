import type { Hit, SearchRequest, SearchResult } from '@nestvec/core';
import {
  type Candidate,
  findHits,
  type ResolvedSearch,
  resolveSearch,
  toCandidate,
  upToPage,
} from '@nestvec/core/store';
import type { IndexConfig, Table } from '@lancedb/lancedb';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { allOf } from './layout.ts';
import type { Scope } from './scope.ts';
import type { Row } from './record.ts';
import { readHits, rowIdColumn, searchColumns, takesPartsLater } from './search-columns.ts';
import type { Aim } from './vector-index.ts';

/** Candidates by LanceDB, everything after by core. */
export async function searchTable(scope: Scope, request: SearchRequest): Promise<SearchResult> {
  const { spec, incomplete } = scope.memory;
  const { layout } = scope;
  const search = resolveSearch(request, {
    spec,
    incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  });
  const { using, rescore, depth, candidates } = search;
  const vector = spec.vectors[using];
  const where = allOf(layout.scope, layout.toSql(search.filter));
  const index = search.exact ? undefined : await indexOf(scope.table, layout.vectorColumn(using));
  let aim = layout.aim(vector, index);
  const rowIds = new Map<string, bigint>();
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    scope.begin();
    const rows = await nearest(scope, where, search, aim, limit);
    if (!aim.exact && rows.length < limit) {
      // An index looks into its nearest parts only, where a filter may leave nothing. The few that it leaves are soon compared.
      aim = layout.aim(vector, undefined);
      return await fetch(limit);
    }
    return rows.flatMap((row) => {
      const score = aim.similarity(Number(row['_distance']));
      if (Number.isNaN(score)) return []; // a vector of zeros
      const record = layout.fromRow(row);
      const rowId = row[rowIdColumn];
      if (typeof rowId === 'bigint') rowIds.set(record.id, rowId);
      return [toCandidate(record, score, search)];
    });
  };
  // How many are asked for decides what an index finds, and nothing where every row is compared.
  const found = await findHits(fetch, aim.exact ? upToPage(search) : search);
  const hits = takesPartsLater(search) ? await withParts(scope, search, found, rowIds) : found;
  return {
    hits,
    explain: {
      using,
      rescore: rescore?.name,
      stages: rescore === undefined ? 'single' : 'emulated',
      depth,
      candidates,
      exact: aim.exact,
    },
  };
}

/** At most `limit` rows, nearest first. */
async function nearest(
  { table, layout }: Scope,
  where: string,
  search: ResolvedSearch,
  aim: Aim,
  limit: number,
): Promise<Row[]> {
  const query = table
    .vectorSearch(search.vector)
    .column(layout.vectorColumn(search.using))
    .where(where)
    .select(searchColumns(search, layout))
    .limit(limit);
  if (takesPartsLater(search)) query.withRowId();
  aim.prepare(query, limit);
  return (await query.toArray()) as Row[]; // rows of the columns selected
}

/** What only the hits of the page are given. */
async function withParts(
  scope: Scope,
  search: ResolvedSearch,
  hits: readonly Hit[],
  rowIds: ReadonlyMap<string, bigint>,
): Promise<readonly Hit[]> {
  const wanted = hits.flatMap(({ id }) => rowIds.get(id) ?? []);
  const records = await readHits(scope, search, wanted);
  return hits.flatMap((hit) => {
    const record = records.get(hit.id);
    return record === undefined ? [] : [toCandidate(record, hit.score, search).hit];
  });
}

async function indexOf(table: Table, column: string): Promise<IndexConfig | undefined> {
  return (await table.listIndices()).find(({ columns }) => columns.includes(column));
}
