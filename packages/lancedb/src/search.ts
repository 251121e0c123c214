import type { JsonObject } from '@nestvec/core';
import { once } from '@nestvec/core/kit';
import {
  type Candidate,
  clampScore,
  findHits,
  isWordSearch,
  reservedNames,
  type ResolvedSearch,
  resolveSearch,
  resolveWords,
  type SearchRequest,
  type SearchResult,
  upToPage,
} from '@nestvec/core/store';
import type { IndexConfig } from '@lancedb/lancedb';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { type FoundList, type PlacedRows, readHits } from './found-list.ts';
import { type FoundRows, foundRows } from './found-rows.ts';
import { fullVectors, mostKeptBytes, type VectorsByRow } from './kept-vectors.ts';
import { conditionOf, type Layout } from './layout.ts';
import { type readRecords, readRows } from './read.ts';
import type { Scope } from './scope.ts';
import { madeKey } from './schema.ts';
import { searchColumns } from './search-columns.ts';
import type { Aim } from './vector-index.ts';
import { findWords } from './words.ts';

/** One list. */
export async function searchTable(scope: Scope, request: SearchRequest): Promise<SearchResult> {
  const { hits, explain } = await findList(scope, request, statsOf(scope), false);
  return { hits, explain };
}

/** Several lists at once; records of them are then read by the numbers of their rows, which takes less time than by their keys. */
export async function searchTableForMany(
  scope: Scope,
  requests: readonly SearchRequest[],
): Promise<{ readonly results: readonly SearchResult[]; readonly read: typeof readRecords }> {
  const stats = statsOf(scope);
  const lists = await Promise.all(requests.map(async (one) => findList(scope, one, stats, true)));
  const rowIds = new Map(lists.flatMap((list) => [...list.rowIds]));
  return {
    results: lists.map(({ hits, explain }) => ({ hits, explain })),
    read: async (_, ids, include) => await readRows(scope, rowIds, ids, include),
  };
}

/** Candidates by LanceDB, everything after by core. */
async function findList(
  scope: Scope,
  request: SearchRequest,
  stats: TableStats,
  withRowIds: boolean,
): Promise<FoundList> {
  const { spec, incomplete } = scope.memory;
  const { layout } = scope;
  const maxLimit = limits.candidates;
  const context = { spec, incomplete, database: databaseName, capabilities, maxLimit };
  if (isWordSearch(request))
    return await findWords(scope, resolveWords(request, context), withRowIds);
  const search = resolveSearch(request, context);
  const { using, rescore, depth, candidates } = search;
  const vector = spec.vectors[using];
  // LanceDB plans for a condition even where it always holds, which takes as long as the search.
  const where = conditionOf(layout.scope, layout.toSql(search.filter));
  const [index, areAll] = await Promise.all([
    search.exact ? undefined : indexOf(stats, layout.vectorColumn(using)),
    areAllCandidates(scope, search, stats),
  ]);
  let aim = layout.aim(vector, index);
  const explain = { using, rescore: rescore?.name, depth, candidates, exact: aim.exact };
  if (areAll && aim.exact) {
    const found = await findByFull(scope, search, where, withRowIds);
    if (found !== undefined) return { ...found, explain: { ...explain, stages: 'emulated' } };
  }
  /** What was found last, and where each candidate lies in it; the parts of hits are read from it in the end. */
  let rows: FoundRows | undefined;
  let places: ReadonlyMap<string, number> = new Map();
  const fullColumn = rescore && layout.vectorColumn(rescore.name);
  let looksAtKept = true;
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    scope.begin();
    // What is kept of a full vector is not read again.
    const kept = aim.exact && looksAtKept ? await keptFor(scope, search, stats) : undefined;
    const without = kept !== undefined && kept.size > 0 ? fullColumn : undefined;
    const withIds = withRowIds || kept !== undefined;
    rows = await nearest(scope, where, search, aim, limit, withIds, { without });
    if (!aim.exact && rows.count < limit) {
      // An index looks into its nearest parts only, where a filter may leave nothing. The few that it leaves are soon compared.
      aim = layout.aim(vector, undefined);
      return await fetch(limit);
    }
    const score = scoresOf(rows, aim);
    let vectorAt: ((index: number) => Float32Array | undefined) | undefined;
    if (kept !== undefined && fullColumn !== undefined) {
      const found = { rows, search, column: fullColumn, scoreAt: score };
      vectorAt = await fullVectors(scope, found, kept);
      if (vectorAt === undefined) {
        looksAtKept = false; // another write came between two reads; one read of everything sees one version
        return await fetch(limit);
      }
    }
    const candidates = candidatesOf(rows, search, layout, score, vectorAt);
    places = new Map(candidates.map(({ hit, place }) => [hit.id, place]));
    return candidates;
  };
  // How many are asked for decides what an index finds, and nothing where every row is compared.
  const found = await findHits(fetch, aim.exact ? upToPage(search) : search);
  const { hits, rowIds } = readHits(found, { rows, places }, search, layout, withRowIds);
  return {
    hits,
    rowIds,
    explain: {
      ...explain,
      stages: rescore === undefined ? 'single' : 'emulated',
      exact: aim.exact,
    },
  };
}

/** Whether a search of two stages takes every row of a table of ours for a candidate, whatever the first one says. */
async function areAllCandidates(
  { session }: Scope,
  { rescore, candidates }: ResolvedSearch,
  { rows }: TableStats,
): Promise<boolean> {
  // In a table of someone else a vector that has no direction in one length may have one in the other.
  if (rescore === undefined || session.options.attach !== undefined) return false;
  return (await rows()) <= candidates;
}

/**
 * The second stage alone, by LanceDB, where every row is a candidate: no vector need be read but the short one, which shows that the
 * row is one. `undefined` where a row is not.
 */
async function findByFull(
  scope: Scope,
  search: ResolvedSearch,
  where: string | undefined,
  withRowIds: boolean,
): Promise<Omit<FoundList, 'explain'> | undefined> {
  const { layout } = scope;
  const { rescore, using } = search;
  if (rescore === undefined) return undefined;
  const { name, vector } = rescore;
  const second = { ...search, using: name, vector, rescore: undefined };
  const aim = layout.aim(undefined, undefined);
  const column = layout.vectorColumn(using);
  let placed: PlacedRows = { rows: undefined, places: new Map() };
  let isEach = true;
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    scope.begin();
    const besides = [column];
    const rows = await nearest(scope, where, second, aim, limit, withRowIds, { besides });
    const shortAt = rows.reader(column);
    for (let i = 0; i < rows.count; i++) isEach &&= shortAt(i) !== null;
    const found = candidatesOf(rows, second, layout, scoresOf(rows, aim));
    placed = { rows, places: new Map(found.map(({ hit, place }) => [hit.id, place])) };
    return found;
  };
  const found = await findHits(fetch, upToPage(second));
  return isEach ? readHits(found, placed, second, layout, withRowIds) : undefined;
}

/** A candidate, and its number among the rows. */
type Placed = Candidate & { readonly place: number };

/** What decides on a candidate, and no more of it: there are several times as many as hits. */
function candidatesOf(
  rows: FoundRows,
  { rescore }: ResolvedSearch,
  layout: Layout,
  scoreAt: (index: number) => number,
  keptAt?: (index: number) => Float32Array | undefined,
): Placed[] {
  const idAt = rows.reader(layout.idColumn);
  const vectorAt = keptAt ?? (rescore && rows.reader(layout.vectorColumn(rescore.name)));
  const candidates: Placed[] = [];
  for (let i = 0; i < rows.count; i++) {
    const score = scoreAt(i);
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

/** The cosine of each row by the vector that was searched. */
function scoresOf(rows: FoundRows, { similarity }: Aim): (index: number) => number {
  const distanceAt = rows.reader('_distance');
  return (index) => similarity(Number(distanceAt(index)));
}

/** The full vectors that are kept of a small table of ours; `undefined` where none are, or hits are to have theirs. */
async function keptFor(
  { session, layout, columns }: Scope,
  { rescore, include }: ResolvedSearch,
  { rows, version }: TableStats,
): Promise<VectorsByRow | undefined> {
  if (rescore === undefined || session.options.attach !== undefined) return undefined;
  const bytes = (await rows()) * rescore.vector.byteLength;
  if (bytes > mostKeptBytes || include.vectors.includes(rescore.name)) return undefined;
  const made = columns.find(({ name }) => name === reservedNames.metadata)?.metadata.get(madeKey);
  const state = `${made ?? ''} ${await version()}`;
  return session.keptVectors.of(state, layout.vectorColumn(rescore.name), bytes);
}

/** Columns of a query that differ from those of its search. */
interface Columns {
  readonly besides?: readonly string[];
  readonly without?: string | undefined;
}

/** At most `limit` rows, nearest first. */
async function nearest(
  { table, layout }: Scope,
  where: string | undefined,
  search: ResolvedSearch,
  aim: Aim,
  limit: number,
  withRowIds: boolean,
  { besides = [], without }: Columns = {},
): Promise<FoundRows> {
  const columns = [...new Set([...searchColumns(search, layout), ...besides])];
  const query = table
    .vectorSearch(search.vector)
    .column(layout.vectorColumn(search.using))
    .select(columns.filter((name) => name !== without))
    .limit(limit);
  if (where !== undefined) query.where(where);
  if (withRowIds) query.withRowId();
  aim.prepare(query, limit);
  return foundRows(await query.toArrow());
}

/** What the lists of one call have to know of the table, asked for once. */
interface TableStats {
  readonly indexes: () => Promise<readonly IndexConfig[]>;
  readonly rows: () => Promise<number>;
  readonly version: () => Promise<number>;
}

function statsOf({ table, begin }: Scope): TableStats {
  const asked = <Result>(ask: () => Promise<Result>): (() => Promise<Result>) =>
    once(async () => {
      begin();
      return await ask();
    });
  return {
    indexes: asked(async () => await table.listIndices()),
    rows: asked(async () => await table.countRows()),
    version: asked(async () => await table.version()),
  };
}

async function indexOf({ indexes }: TableStats, column: string): Promise<IndexConfig | undefined> {
  return (await indexes()).find(({ columns }) => columns.includes(column));
}
