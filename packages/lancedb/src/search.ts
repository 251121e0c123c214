import type { SearchRequest, SearchResult } from '@nestvec/core';
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
import { type FoundRows, foundRows } from './found-rows.ts';
import { allOf } from './layout.ts';
import type { Scope } from './scope.ts';
import type { Row } from './record.ts';
import { candidateColumns, searchColumns } from './search-columns.ts';
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
  const columns = layout.columnsFor(search.include);
  /** Where each candidate was found; its parts are read for the hits that are given. */
  const places = new Map<string, () => Row>();
  const light = { ...search, include: { metadata: false, text: false, vectors: [] } };
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    scope.begin();
    const found = await nearest(scope, where, search, aim, limit);
    const rows = found.light(candidateColumns(search, layout));
    if (!aim.exact && rows.length < limit) {
      // An index looks into its nearest parts only, where a filter may leave nothing. The few that it leaves are soon compared.
      aim = layout.aim(vector, undefined);
      return await fetch(limit);
    }
    return rows.flatMap((row, i) => {
      const score = aim.similarity(Number(row['_distance']));
      if (Number.isNaN(score)) return []; // a vector of zeros
      const record = layout.fromRow(row);
      places.set(record.id, () => found.row(i, columns));
      return [toCandidate(record, score, light)];
    });
  };
  // How many are asked for decides what an index finds, and nothing where every row is compared.
  const found = await findHits(fetch, aim.exact ? upToPage(search) : search);
  const hits = found.flatMap((hit) => {
    const row = places.get(hit.id)?.();
    return row === undefined ? [] : [toCandidate(layout.fromRow(row), hit.score, search).hit];
  });
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
): Promise<FoundRows> {
  const query = table
    .vectorSearch(search.vector)
    .column(layout.vectorColumn(search.using))
    .where(where)
    .select(searchColumns(search, layout))
    .limit(limit);
  aim.prepare(query, limit);
  return foundRows(await query.toArrow());
}

async function indexOf(table: Table, column: string): Promise<IndexConfig | undefined> {
  return (await table.listIndices()).find(({ columns }) => columns.includes(column));
}
