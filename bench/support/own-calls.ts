import { createRequire } from 'node:module';
import type * as Pg from 'pg';
import { postgresUrl, url, weaviateUrl } from './environment.ts';

// What someone would write with the database alone to count three fields (brand, tags, price) of a collection that nestvec has filled.
// The servers' official clients send the very same requests.

/** What is called of `@lancedb/lancedb`, which is installed in the adapter's folder. */
interface LanceDB {
  readonly connect: (folder: string) => Promise<{ openTable(name: string): Promise<LanceTable> }>;
}

interface LanceTable {
  query(): { select(columns: readonly string[]): { toArray(): Promise<readonly Row[]> } };
}

/** Counts the three fields without nestvec. */
export type OwnCall = (collection: string, folder: string) => Promise<() => Promise<void>>;

async function ask(address: string, body: object): Promise<void> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok || text.includes('"errors"')) throw new Error(text.slice(0, 500));
}

/** By the name of the database. */
export const ownCalls: Readonly<Record<string, OwnCall>> = {
  async qdrant(collection) {
    const at = `${url}/collections/${collection}`;
    return async () => {
      for (const key of ['brand', 'tags'])
        await ask(`${at}/facet`, { key, limit: 20, exact: true });
      for (const direction of ['asc', 'desc'])
        await ask(`${at}/points/scroll`, { limit: 1, order_by: { key: 'price', direction } });
    };
  },
  async weaviate(collection) {
    const name = collection.slice(0, 1).toUpperCase() + collection.slice(1);
    const group = (field: string): string =>
      `${field}: ${name}(groupBy: ["${field}"], limit: 20) { meta { count } groupedBy { value } }`;
    const query = `{ Aggregate { ${group('brand')} ${group('tags')}
      price: ${name} { price { minimum maximum count } } } }`;
    return async () => await ask(`${weaviateUrl}/v1/graphql`, { query });
  },
  async lancedb(collection, folder) {
    const from = createRequire(new URL('../../packages/lancedb/package.json', import.meta.url));
    const { connect } = from('@lancedb/lancedb') as LanceDB; // that package

    const table = await (await connect(folder)).openTable(collection);
    return async () => {
      const [brands, tags] = [new Map<string, number>(), new Map<string, number>()];
      let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const rows: readonly Row[] = await table.query().select(['brand', 'tags', 'price']).toArray();
      for (const row of rows) {
        brands.set(row.brand, (brands.get(row.brand) ?? 0) + 1);
        for (const tag of new Set(row.tags)) tags.set(tag, (tags.get(tag) ?? 0) + 1);
        [min, max] = [Math.min(min, row.price), Math.max(max, row.price)];
      }
    };
  },
  async pgvector(collection) {
    const from = createRequire(new URL('../../packages/pgvector/package.json', import.meta.url));
    const { Pool } = from('pg') as typeof Pg; // that package
    const pool = new Pool({ connectionString: postgresUrl, max: 1, allowExitOnIdle: true });
    return async () => {
      const table = `"${collection}"`;
      const order = 'GROUP BY value ORDER BY count DESC, value LIMIT 20';
      await pool.query(`SELECT brand AS value, count(*) AS count FROM ${table} ${order}`);
      await pool.query(
        `SELECT value, count(*) AS count FROM ${table}, LATERAL (SELECT DISTINCT unnest(tags) AS value) AS t ${order}`,
      );
      await pool.query(`SELECT min(price), max(price), count(price) FROM ${table}`);
    };
  },
};

interface Row {
  readonly brand: string;
  readonly tags: Iterable<string>;
  readonly price: number;
}
