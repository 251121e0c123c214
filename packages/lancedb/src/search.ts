import type { CallOptions, SearchRequest, SearchResult } from '@nestvec/core';
import {
  type Candidate,
  findHits,
  type ResolvedSearch,
  resolveSearch,
  toCandidate,
} from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { toSql } from './filter.ts';
import type { View } from './read.ts';
import { fromRow, type Row } from './record.ts';
import { vectorColumn } from './schema.ts';
import { searchColumns } from './search-columns.ts';
import { type Aim, aimAt } from './vector-index.ts';

/** Candidates by LanceDB, everything after by core. `narrow` adds the view's tenant to a condition. */
export async function searchTable(
  view: View,
  narrow: (condition: string) => string,
  request: SearchRequest,
  call: CallOptions | undefined,
): Promise<SearchResult> {
  const { spec, incomplete } = view.memory;
  const search = resolveSearch(request, {
    spec,
    incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  });
  const { using, rescore, candidates } = search;
  const vector = spec.vectors[using];
  const where = narrow(toSql(search.filter));
  let exact =
    search.exact || vector?.graph !== true || !(await hasIndex(view.table, vectorColumn(using)));
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    view.session.begin('search', call);
    const aim = aimAt(vector, !exact);
    const rows = await nearest(view, where, search, aim, limit);
    if (!exact && rows.length < limit) {
      // An index looks into its nearest parts only, where a filter may leave nothing. The few that it leaves are soon compared.
      exact = true;
      return await fetch(limit);
    }
    return rows.map((row) =>
      toCandidate(fromRow(row, spec), aim.similarity(Number(row['_distance'])), search),
    );
  };
  const hits = await findHits(fetch, search);
  return {
    hits,
    explain: {
      using,
      rescore: rescore?.name,
      stages: rescore === undefined ? 'single' : 'emulated',
      candidates,
      exact,
    },
  };
}

/** At most `limit` rows, nearest first. */
async function nearest(
  { table, memory }: View,
  where: string,
  search: ResolvedSearch,
  aim: Aim,
  limit: number,
): Promise<Row[]> {
  const query = table
    .vectorSearch(search.vector)
    .column(vectorColumn(search.using))
    .where(where)
    .select(searchColumns(search, memory.spec))
    .limit(limit);
  aim.prepare(query, limit);
  return (await query.toArray()) as Row[]; // rows of the columns selected
}

async function hasIndex(table: Table, column: string): Promise<boolean> {
  return (await table.listIndices()).some(({ columns }) => columns.includes(column));
}
