import type { Hit } from '@nestvec/core';
import {
  type Candidate,
  clampScore,
  compareHits,
  findHits,
  finishSearch,
  isWordSearch,
  type ResolvedSearch,
  resolveSearch,
  resolveWords,
  type SearchRequest,
  type SearchResult,
  toCandidate,
  upToPage,
} from '@nestvec/core/store';
import { findTheirWords } from './attached-words.ts';
import { capabilities, maxCandidates } from './capabilities.ts';
import type { Row } from './database/database.ts';
import { databaseName } from './errors.ts';
import type { Aim, VectorColumn } from './layout.ts';
import type { Scope } from './scope.ts';
import { allOf, join, sql, type Sql } from './sql.ts';
import { findWords } from './words.ts';

/** One statement gives the hits of one stage or of two; only where equal scores stand at the cut of the first one are there more. */
export async function searchTable(scope: Scope, request: SearchRequest): Promise<SearchResult> {
  const { spec, incomplete } = scope.memory;
  const context = {
    spec,
    incomplete,
    database: databaseName,
    capabilities,
    maxLimit: maxCandidates,
  };
  if (isWordSearch(request)) {
    const find = scope.session.options.attach === undefined ? findWords : findTheirWords;
    return await find(scope, resolveWords(request, context));
  }
  const search = resolveSearch(request, context);
  const { using, rescore, depth, candidates } = search;
  const column = scope.layout.vector(using);
  const first: FirstStage = {
    scope,
    search,
    column,
    aim: search.exact ? undefined : column.aim,
  };
  const { hits, stages, exact } =
    rescore === undefined ? await oneStage(first) : await twoStages(first, rescore);
  return { hits, explain: { using, rescore: rescore?.name, stages, depth, candidates, exact } };
}

/** What the nearest rows are found by. */
interface FirstStage {
  readonly scope: Scope;
  readonly search: ResolvedSearch;
  readonly column: VectorColumn;
  /** The index to use, if any. */
  readonly aim: Aim | undefined;
}

interface Outcome {
  readonly hits: readonly Hit[];
  readonly stages: SearchResult['explain']['stages'];
  readonly exact: boolean;
}

async function oneStage(stage: FirstStage): Promise<Outcome> {
  const { scope, search, column } = stage;
  const { layout } = scope;
  let { aim } = stage;
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    const statement = sql`SELECT ${layout.parts(search.include)}, _nestvec_near AS _nestvec_distance
      FROM ${nearest({ ...stage, aim }, limit)} ORDER BY _nestvec_near`;
    const rows = await ask(scope, statement);
    if (aim !== undefined && rows.length < limit) {
      // The index gave up, or there are no more; to compare what the filter leaves shows which.
      aim = undefined;
      return await fetch(limit);
    }
    return rows.flatMap((row) => candidateOf(row, stage, column.similarity));
  };
  // How many are asked for decides what an index finds, and nothing where every row is compared.
  const hits = await findHits(fetch, aim === undefined ? upToPage(search) : search);
  return { hits, stages: 'single', exact: aim === undefined };
}

/** Both stages in one statement; where its first one was cut between equal scores, the cut is made here, by id. */
async function twoStages(
  stage: FirstStage,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): Promise<Outcome> {
  const { scope, search, aim } = stage;
  const { candidates, offset, limit } = search;
  const full = scope.layout.vector(rescore.name);
  const best = async (near: Sql): Promise<{ total: number; hits: readonly Hit[] }> => {
    const rows = await ask(
      scope,
      sql`SELECT ${scope.layout.parts(search.include)}, _nestvec_total, _nestvec_distance FROM (
          SELECT _nestvec_rows.*, ${full.distance(rescore.vector)} AS _nestvec_distance, count(*) OVER () AS _nestvec_total
          FROM (SELECT * FROM ${near}) AS _nestvec_rows
        ) AS _nestvec_scored ORDER BY _nestvec_distance FETCH FIRST (${offset + limit}::int8) ROWS WITH TIES`,
    );
    const found = rows.flatMap((row) => candidateOf(row, stage, full.similarity));
    const whole = { ...search, rescore: undefined, candidates: found.length };
    return { total: Number(rows[0]?.['_nestvec_total'] ?? 0), hits: finishSearch(found, whole) };
  };
  const { total, hits } = await best(nearest(stage, candidates));
  if (total < candidates && aim !== undefined)
    return await twoStages({ ...stage, aim: undefined }, rescore);
  const exact = aim === undefined;
  if (total <= candidates) return { hits, stages: 'native', exact };
  const { id, idValues, table } = scope.layout;
  const ids = idValues(await cutById(stage));
  const cut = await best(
    sql`${table} WHERE ${allOf(scope.layout.scope, sql`${id} = ANY (${ids})`)}`,
  );
  return { hits: cut.hits, stages: 'emulated', exact };
}

/** The best of the first stage; of equal scores those of the smallest ids. */
async function cutById(stage: FirstStage): Promise<readonly string[]> {
  const { scope, search } = stage;
  const bare = { metadata: false, text: false, vectors: [] };
  const near = nearest(stage, search.candidates);
  const rows = await ask(
    scope,
    sql`SELECT ${scope.layout.parts(bare)}, _nestvec_near FROM ${near}`,
  );
  return rows
    .map((row) => ({ id: scope.layout.fromRow(row).id, score: -Number(row['_nestvec_near']) }))
    .sort(compareHits)
    .slice(0, search.candidates)
    .map(({ id }) => id);
}

/** The nearest `limit` rows by the full numbers of the column, and all that are as near as the last of them. */
function nearest({ scope, search, column, aim }: FirstStage, limit: number): Sql {
  const { layout } = scope;
  const present = sql`${column.value} IS NOT NULL`;
  const where = allOf(layout.scope, layout.where(search.filter), present);
  const distance = column.distance(search.vector);
  const ordered = sql`FETCH FIRST (${limit}::int8) ROWS WITH TIES`;
  if (aim === undefined)
    // The sum keeps an index from being used, which would find less than all.
    return sql`(SELECT *, ${distance} AS _nestvec_near FROM ${layout.table}
      WHERE ${where} ORDER BY ${distance} + 0 ${ordered}) AS _nestvec_nearest`;
  const wanted = limit * aim.oversample;
  const settings = Object.entries(aim.settings(wanted)).map(
    ([setting, value]) => sql`set_config(${setting}::text, ${value}::text, true)`,
  );
  // Read once, before the rows: set for this statement, unless it is in a transaction of the user's.
  const set = sql`(SELECT concat(${join(settings, ', ')})) IS NOT NULL`;
  const found = sql`(SELECT * FROM ${layout.table} WHERE ${set} AND ${where}
    ORDER BY ${aim.order(search.vector)} FETCH FIRST (${wanted}::int8) ROWS WITH TIES) AS _nestvec_found`;
  return sql`(SELECT *, ${distance} AS _nestvec_near FROM ${found}
    ORDER BY ${distance} ${ordered}) AS _nestvec_nearest`;
}

async function ask(scope: Scope, statement: Sql): Promise<readonly Row[]> {
  return await scope.session.run(scope, async ({ query }) => query(statement));
}

function candidateOf(
  row: Row,
  { scope, search }: FirstStage,
  similarity: (distance: number) => number,
): Candidate[] {
  const distance = row['_nestvec_distance'];
  const score = typeof distance === 'string' ? similarity(Number(distance)) : Number.NaN;
  if (Number.isNaN(score)) return []; // it lacks the vector, or has one of zeros
  return [
    toCandidate(scope.layout.fromRow(row), clampScore(score), { ...search, rescore: undefined }),
  ];
}
