import {
  type Candidate,
  findHits,
  type ResolvedWords,
  type SearchResult,
  toCandidate,
  upToPage,
} from '@nestvec/core/store';
import type { Scope } from './scope.ts';
import { allOf, name, raw, sql, type Sql } from './sql.ts';
import { mentions, type TableInfo } from './table-info.ts';
import { theirText as text } from './wire.ts';

/** The full text of a table that someone else made. */
interface FullText {
  /** The words of a row, as SQL. */
  readonly words: Sql;
  /** What cuts texts and queries: `english`, `simple`. */
  readonly configuration: string;
}

/**
 * The full text over a column: a generated column of words, else what an index of words is over. `undefined` where there is none, and where
 * it is not said by what rules the texts are cut.
 */
export function fullTextOf(
  { texts }: Pick<TableInfo, 'texts'>,
  textField: string | undefined,
): FullText | undefined {
  if (textField === undefined) return undefined;
  for (const { column, made } of texts) {
    const [, configuration] = /to_tsvector\('((?:[^']|'')+)'::regconfig,/.exec(made) ?? [];
    if (configuration === undefined || !mentions(made, textField)) continue;
    return {
      words: column === null ? raw(`(${made})`) : name(column),
      configuration: configuration.replaceAll("''", "'"),
    };
  }
  return undefined;
}

/**
 * A list by the words of someone else's texts, which PostgreSQL cuts by their rules: a row is found that has one of them. It is ordered by
 * how often and how near to each other they stand (`ts_rank`, divided by the text's length), not by how rare they are.
 */
export async function findTheirWords(scope: Scope, search: ResolvedWords): Promise<SearchResult> {
  const { depth, candidates } = search;
  const theirs = fullTextOf(scope.info, scope.session.options.attach?.textField);
  const query = theirs && (await queryOf(scope, theirs, search.words.join(' ')));
  const fetch = async (limit: number): Promise<readonly Candidate[]> =>
    theirs === undefined || query === undefined
      ? []
      : await ranked(scope, search, theirs.words, query, limit);
  return {
    hits: await findHits(fetch, upToPage(search)),
    explain: { using: undefined, stages: 'single', depth, candidates, exact: true },
  };
}

/** Any of the words that their rules cut a text into; `undefined` where there is none. */
async function queryOf(
  scope: Scope,
  { configuration }: FullText,
  asked: string,
): Promise<string | undefined> {
  if (asked === '') return undefined;
  const given = asked.replaceAll('\0', ' '); // of which PostgreSQL makes an error, and no text there has one
  // A lexeme of a query stands in quotes; those and backslashes in it are doubled.
  const doubled = sql`replace(replace(lexeme, chr(92), repeat(chr(92), 2)), chr(39), repeat(chr(39), 2))`;
  const statement = sql`SELECT string_agg(chr(39) || ${doubled} || chr(39), ' | ') AS query
    FROM unnest(tsvector_to_array(to_tsvector(${configuration}::text::regconfig, ${text.encode(given)}::text))) AS lexeme`;
  const [row] = await scope.session.run(scope, async ({ query }) => query(statement));
  return row?.['query'] ?? undefined;
}

/** How `ts_rank` takes the length of a text into account: it divides by 1 + the logarithm of the length. */
const byLength = 1;

/** The best rows, and all that count as much as the last of them. */
async function ranked(
  { layout, session, ...asking }: Scope,
  search: ResolvedWords,
  words: Sql,
  query: string,
  limit: number,
): Promise<readonly Candidate[]> {
  const asked = sql`${query}::text::tsquery`;
  const where = allOf(layout.scope, layout.where(search.filter), sql`${words} @@ ${asked}`);
  const statement = sql`SELECT ${layout.parts(search.include)}, ts_rank(${words}, ${asked}, ${byLength}::int4) AS _nestvec_score
    FROM ${layout.table} WHERE ${where} ORDER BY _nestvec_score DESC FETCH FIRST (${limit}::int8) ROWS WITH TIES`;
  const rows = await session.run(asking, async ({ query: run }) => run(statement));
  return rows.map((row) => toCandidate(layout.fromRow(row), Number(row['_nestvec_score']), search));
}
