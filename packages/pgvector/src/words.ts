import {
  bm25,
  type Candidate,
  findHits,
  inverseFrequency,
  reservedNames,
  type ResolvedWords,
  type SearchResult,
  toCandidate,
  upToPage,
} from '@nestvec/core/store';
import { wordCountColumn } from './schema.ts';
import type { Scope } from './scope.ts';
import { allOf, name, sql, type Sql } from './sql.ts';
import { arrayOf, float8, text } from './wire.ts';

const words = name(reservedNames.words);
const length = name(wordCountColumn);

/** A list by words, in two statements: how rare each word is, and then the rows that have one, by BM25. */
export async function findWords(scope: Scope, search: ResolvedWords): Promise<SearchResult> {
  const { depth, candidates } = search;
  const weighed = search.words.length === 0 ? undefined : await weigh(scope, search.words);
  const fetch = async (limit: number): Promise<readonly Candidate[]> =>
    weighed === undefined ? [] : await ranked(scope, search, weighed, limit);
  return {
    // Every row that has a word is compared, so how many are asked for decides nothing.
    hits: await findHits(fetch, upToPage(search)),
    explain: { using: undefined, stages: 'single', depth, candidates, exact: true },
  };
}

/** What is known of the words of a query. */
interface Weighed {
  readonly words: Sql;
  /** What each counts, in the order of the words. */
  readonly weights: Sql;
  /** Words of a text on average. */
  readonly average: number;
}

/** Looks at all texts, or at those of the tenant; `undefined` where none has one of the words. */
async function weigh(
  { layout, session, ...asking }: Scope,
  asked: readonly string[],
): Promise<Weighed | undefined> {
  const { table, scope } = layout;
  const list = sql`${arrayOf(text).encode(asked)}::text[]`;
  const statement = sql`SELECT total, lengths, holders FROM
    (SELECT count(*) AS total, sum(${length}) AS lengths FROM ${table} WHERE ${allOf(scope, sql`${length} > 0`)}) AS texts,
    (SELECT json_agg((SELECT count(*) FROM ${table} WHERE ${allOf(scope, sql`${words} @> ARRAY[asked.word]`)}) ORDER BY place) AS holders
      FROM unnest(${list}) WITH ORDINALITY AS asked(word, place)) AS each`;
  const [row] = await session.run(asking, async ({ query }) => query(statement));
  const total = Number(row?.['total']);
  const holders = JSON.parse(row?.['holders'] ?? '[]') as number[]; // counts
  if (holders.every((count) => count === 0)) return undefined;
  const weights = holders.map((count) => inverseFrequency(total, count) * (bm25.k1 + 1));
  return {
    words: list,
    weights: sql`${arrayOf(float8).encode(weights)}::float8[]`,
    average: Number(row?.['lengths']) / total,
  };
}

/** The best rows, and all that count as much as the last of them. */
async function ranked(
  { layout, session, ...asking }: Scope,
  search: ResolvedWords,
  { words: list, weights, average }: Weighed,
  limit: number,
): Promise<readonly Candidate[]> {
  const { k1, b } = bm25;
  const short = sql`${float8.encode(k1 * (1 - b))}::float8`;
  const long = sql`${float8.encode((k1 * b) / average)}::float8`;
  // As in core: weight x times x (k1 + 1) / (times + k1 x (1 - b + b x length / average)), summed over the words.
  const score = sql`(SELECT sum(weight * times / (times + ${short} + ${long} * ${length})) FROM (
      SELECT weight, cardinality(array_positions(${words}, word))::float8 AS times
      FROM unnest(${list}, ${weights}) AS asked(word, weight)) AS counted WHERE times > 0)`;
  const where = allOf(layout.scope, layout.where(search.filter), sql`${words} && ${list}`);
  const { id, parts, scope, table } = layout;
  // Of most rows nothing but the score is sorted.
  const statement = sql`SELECT ${parts(search.include)}, _score FROM
    (SELECT ${id}, ${score} AS _score FROM ${table} WHERE ${where}
      ORDER BY _score DESC FETCH FIRST (${limit}::int8) ROWS WITH TIES) AS ranked
    JOIN ${table} USING (${id}) WHERE ${allOf(scope)} ORDER BY _score DESC`;
  const rows = await session.run(asking, async ({ query }) => query(statement));
  return rows.map((row) => toCandidate(layout.fromRow(row), Number(row['_score']), search));
}
