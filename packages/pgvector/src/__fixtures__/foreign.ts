import type { JsonObject } from '@nestvec/core';
import type { ForeignDatabase, ForeignStored } from '@nestvec/testkit';
import type { Database, Row } from '../database/database.ts';
import { join, name, raw, sql } from '../sql.ts';
import { pgvector } from '../store.ts';
import { arrayOf, text, vector } from '../wire.ts';

/** Tables as people make them in SQL, in a PGlite that is open. */
export function foreignPostgres(data: string, database: Database): ForeignDatabase {
  return {
    vectorNames: ['Embedding'],
    newId: 'x-1',
    types: { year: 'integer', color: 'text', tags: 'text[]' },
    can: {
      addVector: true,
      removeVector: true,
      addField: false,
      filterById: true,
      writeBesideUnnamed: true,
      seenWithout: true,
    },
    async make(collection, { vectorName, records }) {
      const rows = records.map(({ vector: numbers, values }, i) => {
        const { caption, year, color, tags, sold } = values;
        return sql`(${`their ${i}`}::text, ${vector.encode(numbers)}::vector, ${caption}::text, ${year}::int,
          ${color}::text, ${arrayOf(text).encode(tags)}::text[], ${sold}::boolean)`;
      });
      await database.transaction(async ({ query }) => {
        await query(raw('CREATE EXTENSION IF NOT EXISTS vector'));
        await query(sql`CREATE TABLE ${name(collection)} (id text PRIMARY KEY, ${name(vectorName)} vector(256),
          caption text, year int, color text, tags text[], sold boolean)`);
        await query(sql`INSERT INTO ${name(collection)} VALUES ${join(rows, ', ')}`);
      });
      return records.map((_, i) => `their ${i}`);
    },
    async look(collection) {
      const [types, rows] = await database.use(async ({ query }) => [
        await query(sql`SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute
          WHERE attrelid = ${`"${collection}"`}::text::regclass AND attnum > 0 AND NOT attisdropped`),
        await query(sql`SELECT to_json(t) AS json FROM ${name(collection)} AS t`),
      ]);
      const vectors = types.filter(({ type }) => String(type).startsWith('vector'));
      return {
        vectors: Object.fromEntries(vectors.map(({ attname, type }) => [String(attname), type])),
        records: Object.fromEntries(
          rows.map((row) => storedOf(row, vectors.map(({ attname }) => String(attname)))),
        ),
      };
    },
    async remove(collection) {
      await database.use(async ({ query }) => query(sql`DROP TABLE IF EXISTS ${name(collection)}`));
    },
    open: (collection, attach) =>
      pgvector({
        data,
        collection,
        ...(attach === undefined ? {} : { attach: { ...attach, ids: 'native' } }),
      }),
  };
}

function storedOf({ json }: Row, vectors: readonly string[]): [string, ForeignStored] {
  const { id, ...rest } = JSON.parse(String(json)) as JsonObject; // what to_json makes of a row
  const values = Object.entries(rest).filter(([key]) => !vectors.includes(key));
  const kept = vectors.flatMap((key) => {
    const shown = rest[key];
    return typeof shown === 'string' ? [[key, JSON.parse(shown) as number[]] as const] : []; // [1,2]
  });
  return [typeof id === 'string' ? id : '', { vectors: Object.fromEntries(kept), values: Object.fromEntries(values) }];
}
