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
import { allOf, join, name, sql, type Sql } from './sql.ts';
import { arrayOf, float8, text } from './wire.ts';

const words = name(reservedNames.words);
const length = name(wordCountColumn);
/** The words of each row; no collection and no field has a name of ours, which begin with an underscore. */
const standing = sql`unnest(${words}) AS _nestvec_standing(_nestvec_word)`;

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

/** What is known of the words of a query that stand in a text at all. */
interface Weighed {
  readonly words: readonly WeighedWord[];
  /** Words of a text on average. */
  readonly average: number;
}

interface WeighedWord {
  readonly word: string;
  readonly weight: number;
}

/** Looks at all texts, or at those of the tenant; `undefined` where none has one of the words. */
async function weigh(
  { layout, session, ...asking }: Scope,
  asked: readonly string[],
): Promise<Weighed | undefined> {
  const { id, scope, table } = layout;
  const list = sql`${arrayOf(text).encode(asked)}::text[]`;
  const each = sql`unnest(${list}) WITH ORDINALITY AS _nestvec_asked(_nestvec_word, _nestvec_place)`;
  const all = allOf(scope, sql`${length} > 0`);
  const holders =
    asked.length <= mostTerms
      ? sql`SELECT _nestvec_place, (SELECT count(*) FROM ${table} WHERE ${allOf(scope, sql`${words} @> ARRAY[_nestvec_word]`)}) AS _nestvec_holders FROM ${each}`
      : sql`SELECT _nestvec_place, count(*) AS _nestvec_holders FROM (
          SELECT DISTINCT ${id}, _nestvec_place FROM ${table}, ${standing} JOIN ${each} USING (_nestvec_word)
            WHERE ${all}) AS _nestvec_pairs GROUP BY _nestvec_place`;
  const statement = sql`SELECT total, lengths, holders FROM
    (SELECT count(*) AS total, sum(${length}) AS lengths FROM ${table} WHERE ${all}) AS texts,
    (SELECT json_object_agg(_nestvec_place, _nestvec_holders) AS holders FROM (${holders}) AS counted) AS counts`;
  const [row] = await session.run(asking, async ({ query }) => query(statement));
  const total = Number(row?.['total']);
  const byPlace = JSON.parse(row?.['holders'] ?? '{}') as Record<string, number>; // places from 1 on, and counts
  const found = asked.flatMap((word, place) => {
    const count = byPlace[String(place + 1)] ?? 0;
    return count === 0 ? [] : [{ word, weight: inverseFrequency(total, count) * (bm25.k1 + 1) }];
  });
  return found.length === 0
    ? undefined
    : { words: found, average: Number(row?.['lengths']) / total };
}

/** Up to here each word is counted in a term of its own; beyond, the words of each text are gone through once, whatever is asked. */
const mostTerms = 32;

/** The score as one expression: several times as fast for few words, and without an end for some hundred. */
function sumOfTerms(found: readonly WeighedWord[], norm: Sql): Sql {
  const terms = found.map(({ word, weight }) => {
    const times = sql`cardinality(array_positions(${words}, ${text.encode(word)}::text))`;
    return sql`${float8.encode(weight)}::float8 * (1 - ${norm} / (${times} + ${norm}))`; // so that it is counted once
  });
  return join(terms, ' + ');
}

/** The best rows, and all that count as much as the last of them. */
async function ranked(
  { layout, session, ...asking }: Scope,
  search: ResolvedWords,
  { words: found, average }: Weighed,
  limit: number,
): Promise<readonly Candidate[]> {
  const { k1, b } = bm25;
  const short = sql`${float8.encode(k1 * (1 - b))}::float8`;
  const long = sql`${float8.encode((k1 * b) / average)}::float8`;
  const norm = sql`(${short} + ${long} * ${length})`;
  const list = sql`${arrayOf(text).encode(found.map(({ word }) => word))}::text[]`;
  const { id, parts, scope, table } = layout;
  const of = (condition: Sql): Sql => allOf(layout.scope, layout.where(search.filter), condition);
  // As in core: weight x times / (times + norm), summed over the words, where norm is k1 x (1 - b + b x length / average).
  const scored =
    found.length <= mostTerms
      ? sql`SELECT ${id}, ${sumOfTerms(found, norm)} AS _score FROM ${table} WHERE ${of(sql`${words} && ${list}`)}`
      : sql`SELECT ${id}, sum(_nestvec_weight * times / (times + norm)) AS _score FROM (
          SELECT ${id}, ${norm} AS norm, _nestvec_weight, count(*)::float8 AS times FROM ${table}, ${standing}
            JOIN unnest(${list}, ${arrayOf(float8).encode(found.map(({ weight }) => weight))}::float8[]) AS _nestvec_asked(_nestvec_word, _nestvec_weight)
              USING (_nestvec_word)
            WHERE ${of(sql`${length} > 0`)} GROUP BY ${id}, ${length}, _nestvec_word, _nestvec_weight) AS counted GROUP BY ${id}`;
  // Of most rows nothing but the score is sorted.
  const statement = sql`SELECT ${parts(search.include)}, _score FROM
    (${scored} ORDER BY _score DESC FETCH FIRST (${limit}::int8) ROWS WITH TIES) AS _nestvec_ranked
    JOIN ${table} USING (${id}) WHERE ${allOf(scope)} ORDER BY _score DESC`;
  const rows = await session.run(asking, async ({ query }) => query(statement));
  return rows.map((row) => toCandidate(layout.fromRow(row), Number(row['_score']), search));
}
