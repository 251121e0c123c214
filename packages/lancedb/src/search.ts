import type { JsonObject } from '@nestvec/core';
import {
  type Candidate,
  clampScore,
  findHits,
  type ResolvedSearch,
  resolveSearch,
  type SearchRequest,
  type SearchResult,
  toCandidate,
  upToPage,
} from '@nestvec/core/store';
import type { IndexConfig, Table } from '@lancedb/lancedb';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { type FoundRows, foundRows } from './found-rows.ts';
import { conditionOf, type Layout } from './layout.ts';
import type { Scope } from './scope.ts';
import { searchColumns } from './search-columns.ts';
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
  // LanceDB plans for a condition even where it always holds, which takes as long as the search.
  const where = conditionOf(layout.scope, layout.toSql(search.filter));
  const index = search.exact ? undefined : await indexOf(scope.table, layout.vectorColumn(using));
  let aim = layout.aim(vector, index);
  /** What was found last, and where each candidate lies in it; the parts of hits are read from it in the end. */
  let rows: FoundRows | undefined;
  let places: ReadonlyMap<string, number> = new Map();
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    scope.begin();
    rows = await nearest(scope, where, search, aim, limit);
    if (!aim.exact && rows.count < limit) {
      // An index looks into its nearest parts only, where a filter may leave nothing. The few that it leaves are soon compared.
      aim = layout.aim(vector, undefined);
      return await fetch(limit);
    }
    const candidates = candidatesOf(rows, search, layout, aim);
    places = new Map(candidates.map(({ hit, place }) => [hit.id, place]));
    return candidates;
  };
  // How many are asked for decides what an index finds, and nothing where every row is compared.
  const found = await findHits(fetch, aim.exact ? upToPage(search) : search);
  const columns = layout.columnsFor(search.include, 'hit');
  const hits = found.flatMap(({ id, score }) => {
    const place = places.get(id);
    if (rows === undefined || place === undefined) return [];
    return [toCandidate(layout.fromRow(rows.row(place, columns)), score, search).hit];
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

/** A candidate, and its number among the rows. */
type Placed = Candidate & { readonly place: number };

/** What decides on a candidate, and no more of it: there are several times as many as hits. */
function candidatesOf(
  rows: FoundRows,
  { rescore }: ResolvedSearch,
  layout: Layout,
  { similarity }: Aim,
): Placed[] {
  const idAt = rows.reader(layout.idColumn);
  const distanceAt = rows.reader('_distance');
  const vectorAt = rescore && rows.reader(layout.vectorColumn(rescore.name));
  const candidates: Placed[] = [];
  for (let i = 0; i < rows.count; i++) {
    const score = similarity(Number(distanceAt(i)));
    if (Number.isNaN(score)) continue; // a vector of zeros
    candidates.push({
      hit: { id: String(idAt(i)), score: clampScore(score), metadata: noMetadata },
      rescoreVector: layout.toUnit(vectorAt?.(i)),
      place: i,
    });
  }
  return candidates;
}

const noMetadata: JsonObject = {};

/** At most `limit` rows, nearest first. */
async function nearest(
  { table, layout }: Scope,
  where: string | undefined,
  search: ResolvedSearch,
  aim: Aim,
  limit: number,
): Promise<FoundRows> {
  const query = table
    .vectorSearch(search.vector)
    .column(layout.vectorColumn(search.using))
    .select(searchColumns(search, layout))
    .limit(limit);
  if (where !== undefined) query.where(where);
  aim.prepare(query, limit);
  return foundRows(await query.toArrow());
}

async function indexOf(table: Table, column: string): Promise<IndexConfig | undefined> {
  return (await table.listIndices()).find(({ columns }) => columns.includes(column));
}
