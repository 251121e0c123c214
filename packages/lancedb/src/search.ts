import type { CallOptions, SearchRequest, SearchResult } from '@nestvec/core';
import {
  type Candidate,
  findHits,
  type ResolvedSearch,
  resolveSearch,
  toCandidate,
} from '@nestvec/core/store';
import type { IndexConfig, Table } from '@lancedb/lancedb';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { allOf } from './layout.ts';
import type { View } from './read.ts';
import type { Row } from './record.ts';
import { searchColumns } from './search-columns.ts';
import type { Aim } from './vector-index.ts';

/** Candidates by LanceDB, everything after by core. */
export async function searchTable(
  view: View,
  request: SearchRequest,
  call: CallOptions | undefined,
): Promise<SearchResult> {
  const { spec, incomplete } = view.memory;
  const { layout } = view;
  const search = resolveSearch(request, {
    spec,
    incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  });
  const { using, rescore, candidates } = search;
  const vector = spec.vectors[using];
  const where = allOf(layout.scope, layout.toSql(search.filter));
  const index = search.exact ? undefined : await indexOf(view.table, layout.vectorColumn(using));
  let aim = layout.aim(vector, index);
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    view.session.begin('search', call);
    const rows = await nearest(view, where, search, aim, limit);
    if (!aim.exact && rows.length < limit) {
      // An index looks into its nearest parts only, where a filter may leave nothing. The few that it leaves are soon compared.
      aim = layout.aim(vector, undefined);
      return await fetch(limit);
    }
    return rows.flatMap((row) => {
      const score = aim.similarity(Number(row['_distance']));
      return Number.isNaN(score) ? [] : [toCandidate(layout.fromRow(row), score, search)]; // a vector of zeros
    });
  };
  const hits = await findHits(fetch, search);
  return {
    hits,
    explain: {
      using,
      rescore: rescore?.name,
      stages: rescore === undefined ? 'single' : 'emulated',
      candidates,
      exact: aim.exact,
    },
  };
}

/** At most `limit` rows, nearest first. */
async function nearest(
  { table, layout }: View,
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
  aim.prepare(query, limit);
  return (await query.toArray()) as Row[]; // rows of the columns selected
}

async function indexOf(table: Table, column: string): Promise<IndexConfig | undefined> {
  return (await table.listIndices()).find(({ columns }) => columns.includes(column));
}
