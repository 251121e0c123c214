import type { Facets } from '@nestvec/core';
import type { ResolvedFacets } from '@nestvec/core/store';
import type { Row } from './database/database.ts';
import { unmaskText } from './mask.ts';
import type { Scope } from './scope.ts';
import { allOf, join, name, sql, type Sql } from './sql.ts';

type Facet = ResolvedFacets['facets'][number];

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
  const statement = sql`WITH taken AS MATERIALIZED (SELECT ${columns} FROM ${layout.table} WHERE ${where})
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
      ? sql`taken, LATERAL (SELECT DISTINCT unnest(taken.${column}) AS value) AS elements`
      : sql`(SELECT ${column} AS value FROM taken) AS elements`;
  return sql`SELECT ${i}::int4 AS facet, value::text AS low, NULL::text AS high, count FROM
    (SELECT value, count(*) AS count FROM ${from} WHERE value IS NOT NULL GROUP BY value) AS counted
    ORDER BY count DESC, value LIMIT ${limit + 1}::int8`;
}

/** Numbers by their bytes: how many digits are shown is a setting of the database. */
function range({ field, type }: Facet, i: number): Sql {
  const column = name(field);
  const shown = (end: Sql): Sql =>
    type === 'number'
      ? sql`encode(float8send(${end}), 'hex')`
      : sql`(extract(epoch FROM ${end}) * 1000)::text`;
  return sql`SELECT ${i}::int4 AS facet, ${shown(sql`min(${column})`)} AS low, ${shown(sql`max(${column})`)} AS high,
    count(${column}) AS count FROM taken`;
}

function valuesOf(rows: readonly Row[], { type, limit }: Facet): Facets[string] {
  const found = rows.map(({ low, count }) => ({
    value: type === 'boolean' ? low === 'true' : unmaskText(String(low)),
    count: Number(count),
  }));
  return {
    kind: 'values',
    values: found.slice(0, limit),
    exact: true,
    more: found.length > limit,
  };
}

function rangeOf(rows: readonly Row[], { type }: Facet): Facets[string] {
  const [row] = rows;
  const count = Number(row?.['count'] ?? 0);
  const read = (shown: string | null | undefined): number | string | null => {
    if (count === 0 || shown === null || shown === undefined) return null;
    return type === 'number'
      ? Buffer.from(shown, 'hex').readDoubleBE()
      : new Date(Math.round(Number(shown))).toISOString();
  };
  return { kind: 'range', min: read(row?.['low']), max: read(row?.['high']), count };
}
