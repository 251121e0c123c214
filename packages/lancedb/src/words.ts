import { NestvecError } from '@nestvec/core';
import {
  type Candidate,
  findHits,
  rarityOf,
  reservedNames,
  type ResolvedWords,
} from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { type FoundList, type PlacedRows, readHits } from './found-list.ts';
import { foundRows } from './found-rows.ts';
import { conditionOf } from './layout.ts';
import type { Scope } from './scope.ts';
import { searchColumns } from './search-columns.ts';
import { hasFullText, refreshWords } from './words-index.ts';

/**
 * A list by LanceDB's full text. Its equal scores come in any order, another one with every limit, so core asks past them and orders
 * them by id.
 */
export async function findWords(
  scope: Scope,
  search: ResolvedWords,
  withRowIds: boolean,
): Promise<FoundList> {
  const { table, layout, begin, collection, peers } = scope;
  const { words, depth, candidates } = search;
  let placed: PlacedRows = { rows: undefined, places: new Map() };
  const fetch = async (limit: number): Promise<readonly Candidate[]> => {
    begin();
    // A query that is a text would be parsed: quotes make phrases.
    const query = table
      .query()
      .fullTextSearch(new peers.lance.MatchQuery(words.join(' '), layout.wordsColumn))
      .select(searchColumns(search, layout))
      .limit(limit);
    const where = conditionOf(layout.scope, layout.toSql(search.filter));
    if (where !== undefined) query.where(where);
    if (withRowIds) query.withRowId();
    const rows = foundRows(await query.toArrow());
    const idAt = rows.reader(layout.idColumn);
    const scoreAt = rows.reader('_score');
    const ids = Array.from({ length: rows.count }, (_, i) => String(idAt(i)));
    placed = { rows, places: new Map(ids.map((id, i) => [id, i])) };
    return ids.map((id, i) => ({ hit: { id, score: Number(scoreAt(i)), metadata: {} } }));
  };
  const isOurs = layout.wordsColumn === reservedNames.words;
  const hasWords =
    words.length === 0 ||
    (isOurs ? await refreshWords(table, scope) : await hasFullText(table, layout.wordsColumn));
  if (!hasWords)
    throw new NestvecError(
      'plan',
      `${databaseName}: the full text over ${layout.wordsColumn} of "${collection}" is gone; call optimize to build it again`,
      { reason: 'drift', targets: ['words'] },
    );
  const found = words.length === 0 ? [] : await findHits(fetch, search);
  return {
    ...readHits(found, placed, search, layout, withRowIds),
    explain: {
      using: undefined,
      stages: 'single',
      depth,
      candidates,
      exact: true,
      ...rarityOf(scope),
    },
  };
}
