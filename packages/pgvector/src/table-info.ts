import { type CollectionMemory, decodeMemory, reservedNames } from '@nestvec/core/store';
import type { Connection } from './database/database.ts';
import { databaseName } from './errors.ts';
import { columnTypes } from './field-type.ts';
import { vectorColumn, wordsColumns } from './schema.ts';
import { sql } from './sql.ts';

/** A column as it is. */
export interface LiveColumn {
  readonly name: string;
  /** As PostgreSQL prints it: `vector(64)`, `double precision`; of a domain what it is made of. */
  readonly type: string;
  /** Of an enumeration `e`. */
  readonly kind: string;
  readonly required: boolean;
  /** Whether PostgreSQL alone writes it. */
  readonly generated: boolean;
  /** Its default, as SQL. */
  readonly fallback: string | null;
  readonly comment: string | null;
}

/** A table as it is. */
export interface TableInfo {
  readonly comment: string | undefined;
  readonly columns: readonly LiveColumn[];
  /** What each of its usable indexes for nearest neighbors is over, as PostgreSQL prints it. */
  readonly indexed: readonly IndexInfo[];
  /** What it has of words: columns of them that PostgreSQL writes, and then what its indexes of words are over. */
  readonly texts: readonly TextInfo[];
}

/** Words of texts, as PostgreSQL keeps them. */
interface TextInfo {
  /** The column that they are in; null where there is none but an index. */
  readonly column: string | null;
  /** What they are made by, as PostgreSQL prints it: `to_tsvector('english'::regconfig, body)`. */
  readonly made: string;
}

/** An index for nearest neighbors. */
export interface IndexInfo {
  readonly method: string;
  /** As PostgreSQL prints it: `embedding`, `((embedding)::halfvec(1024))`. */
  readonly over: string;
  readonly operators: string;
  readonly name: string;
}

/** Looks at a table; `undefined` where there is none, nor a view, of that name. */
export async function readTableInfo(
  connection: Connection,
  schema: string,
  table: string,
): Promise<TableInfo | undefined> {
  const [row] = await connection.query(sql`
    SELECT obj_description(c.oid, 'pg_class') AS comment,
      (SELECT json_agg(json_build_object('name', a.attname, 'type', CASE t.typtype
          WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE format_type(a.atttypid, a.atttypmod) END, 'kind', t.typtype, 'required', a.attnotnull,
          'generated', a.attgenerated <> '' OR a.attidentity = 'a', 'fallback', pg_get_expr(d.adbin, d.adrelid),
          'comment', col_description(a.attrelid, a.attnum)) ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
      (SELECT json_agg(json_build_object('method', m.amname, 'over', pg_get_indexdef(i.indexrelid, 1, true),
          'operators', o.opcname, 'name', x.relname) ORDER BY x.oid)
        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
        JOIN pg_opclass o ON o.oid = i.indclass[0]
        WHERE i.indrelid = c.oid AND i.indisvalid AND m.amname IN ('hnsw', 'ivfflat')) AS indexed,
      (SELECT json_agg(json_build_object('column', a.attname, 'made', pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attgenerated <> '' AND a.atttypid = 'tsvector'::regtype) AS kept,
      (SELECT json_agg(json_build_object('column', NULL, 'made', pg_get_indexdef(i.indexrelid, 1, true)) ORDER BY x.oid)
        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_opclass o ON o.oid = i.indclass[0]
        WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = 0
          AND o.opcintype = 'tsvector'::regtype) AS searched
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${schema}::text AND c.relname = ${table}::text AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`);
  if (row === undefined) return undefined;
  const { comment, columns, indexed, kept, searched } = row;
  return {
    comment: comment ?? undefined,
    columns: parsed<LiveColumn>(columns),
    indexed: parsed<IndexInfo>(indexed),
    texts: [...parsed<TextInfo>(kept), ...parsed<TextInfo>(searched)],
  };
}

/** A list that the query above has put together. */
function parsed<Entry>(json: string | null | undefined): readonly Entry[] {
  return json === null || json === undefined ? [] : (JSON.parse(json) as Entry[]); // what the query made
}

/** What a table of ours remembers, as far as its columns bear it out: someone with other tools may have dropped or changed some. */
export function ownMemory({ comment, columns }: TableInfo): CollectionMemory | undefined {
  const memory = decodeMemory(comment, databaseName);
  if (memory === undefined) return undefined;
  const { spec, incomplete } = memory;
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const vectors = Object.entries(spec.vectors).filter(([name, { dimensions }]) =>
    isVectorOf(types.get(vectorColumn(name)), dimensions),
  );
  const fields = Object.entries(spec.fields).filter(
    ([name, type]) => types.get(name) === columnTypes[type].printed,
  );
  const { cutter, keyword, ...rest } = spec;
  const hasWords = keyword && wordsColumns.every(([name]) => types.has(name));
  return {
    spec: {
      ...rest,
      vectors: Object.fromEntries(vectors),
      fields: Object.fromEntries(fields),
      tenants: types.has(reservedNames.tenant),
      keyword: hasWords,
      ...(hasWords && cutter !== undefined ? { cutter } : {}),
    },
    incomplete: incomplete.filter((name) =>
      name === reservedNames.words ? hasWords : types.has(vectorColumn(name)),
    ),
  };
}

/** Whether a column's type is a vector of so many dimensions. */
export function isVectorOf(type: string | undefined, dimensions: number): boolean {
  return type === `vector(${dimensions})` || type === `halfvec(${dimensions})`;
}

/** The indexes over a column, also those over what is made of it. */
export function indexesOf({ indexed }: TableInfo, column: string): readonly IndexInfo[] {
  return indexed.filter(({ over }) => mentions(over, column));
}

/** Whether SQL that PostgreSQL has printed names a column; a name is printed in quotes where it needs them. */
export function mentions(printed: string, column: string): boolean {
  const quoted = `"${column.replaceAll('"', '""')}"`;
  return printed.includes(quoted) || printed.split(/[^\w$]+/).includes(column);
}
