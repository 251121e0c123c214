import type { Facets } from '@nestvec/core';
import {
  rangeFacet,
  type ResolvedFacet as Facet,
  type ResolvedFacets,
  valuesFacet,
} from '@nestvec/core/store';
import type { Row } from './database/database.ts';
import { unmaskText } from './mask.ts';
import type { Scope } from './scope.ts';
import { readShown, shownValue } from './shown-value.ts';
import { allOf, join, name, sql, type Sql } from './sql.ts';

/** Facets of a table of ours in one statement, so that all of them are of one moment. */
export async function facetTable(
  scope: Scope,
  { filter, facets }: ResolvedFacets,
): Promise<Facets> {
  const { layout, session } = scope;
  const columns = join(
    facets.map(({ field }) => name(field)),
    ', ',
  );
  const where = allOf(layout.scope, layout.where(filter));
  const counted = facets.map(
    (facet, i) => sql`(${facet.kind === 'values' ? values(facet, i) : range(facet, i)})`,
  );
  const statement = sql`WITH _nestvec_taken AS MATERIALIZED (SELECT ${columns} FROM ${layout.table} WHERE ${where})
    ${join(counted, ' UNION ALL ')}`;
  const rows = await session.run(scope, async ({ query }) => query(statement));
  return Object.fromEntries(
    facets.map((facet, i) => {
      const own = rows.filter((row) => row['facet'] === String(i));
      return [facet.field, facet.kind === 'values' ? valuesOf(own, facet) : rangeOf(own, facet)];
    }),
  );
}

/** One value more than asked for, which says that there are more. */
function values({ field, type, limit }: Facet, i: number): Sql {
  const column = name(field);
  const from =
    type === 'string[]'
      ? sql`_nestvec_taken, LATERAL (SELECT DISTINCT unnest(_nestvec_taken.${column}) AS _nestvec_value) AS _nestvec_elements`
      : sql`(SELECT ${column} AS _nestvec_value FROM _nestvec_taken) AS _nestvec_elements`;
  return sql`SELECT ${i}::int4 AS facet, value::text AS low, NULL::text AS high, count FROM
    (SELECT _nestvec_value AS value, count(*) AS count FROM ${from} WHERE _nestvec_value IS NOT NULL GROUP BY _nestvec_value) AS counted
    ORDER BY count DESC, value LIMIT ${limit + 1}::int8`;
}

function range({ field, type }: Facet, i: number): Sql {
  const column = name(field);
  return sql`SELECT ${i}::int4 AS facet, ${shownValue(type, sql`min(${column})`)} AS low,
    ${shownValue(type, sql`max(${column})`)} AS high, count(${column}) AS count FROM _nestvec_taken`;
}

function valuesOf(rows: readonly Row[], { type, limit }: Facet): Facets[string] {
  const found = rows.map(({ low, count }): [string | boolean, number] => [
    type === 'boolean' ? low === 'true' : unmaskText(String(low)),
    Number(count),
  ]);
  return valuesFacet(found, limit);
}

function rangeOf([row]: readonly Row[], { type }: Facet): Facets[string] {
  return rangeFacet(type, {
    min: readShown(type, row?.['low']),
    max: readShown(type, row?.['high']),
    count: Number(row?.['count'] ?? 0),
  });
}
