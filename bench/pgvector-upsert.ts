import { randomUUID } from 'node:crypto';
import { argv } from 'node:process';
import { PGVectorStore } from '@langchain/community/vectorstores/pgvector';
import { Document } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { PgVector } from '@mastra/pg';
import pg from 'pg';
import { truncate } from '../packages/core/dist/index.js';
import { pgvector } from '../packages/pgvector/dist/index.js';
import { numberFrom, postgresUrl as url } from './support/environment.ts';
import { timeInTurn, type Side } from './support/rounds.ts';
import { clipSpec } from './support/spec.ts';
import { printTable, shown } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';

// One vector of 1,024 numbers and its 64 first per record, and a small metadata, on the server of NESTVEC_POSTGRES_URL or in PGlite
// (`node pgvector-upsert.ts pglite`). Every side writes all records into an empty table.

const isEmbedded = argv[2] === 'pglite';
const count = numberFrom('VECTORS', 3000);
const rounds = numberFrom('ROUNDS', 3);
const rowsPerInsert = 500;
const vectors = randomVectors(count, 1024, 1);
const records = vectors.map((image, i) => ({
  id: `record ${i}`,
  vectors: { image, image_64: truncate(image, 64) },
  metadata: { title: `record ${i}`, n: i },
}));
const pool = new pg.Pool({ connectionString: url, max: 4 });
const table = 'bench_upsert';

/** A store of nestvec with an index over the coarse vector, or none. */
async function nestvec(graph: boolean): Promise<ReturnType<typeof pgvector>> {
  const store = pgvector({
    ...(isEmbedded ? { data: 'memory://' } : { url }),
    collection: table,
    indexFrom: 0,
  });
  await store.drop();
  const image = { modality: 'image', graph: false } as const;
  const spec = clipSpec(table, { image, image_64: { modality: 'image', dimensions: 64, graph } });
  await store.apply(await store.plan(spec));
  return store;
}

const shownVector = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** What people write by hand: many rows in one statement, four at once. */
const insert = (graph: boolean): Side => ({
  name: `INSERT … ON CONFLICT, ${rowsPerInsert} rows a statement, 4 at once`,
  async run() {
    await pool.query(`DROP TABLE IF EXISTS ${table}`);
    await pool.query(
      `CREATE TABLE ${table} (id text PRIMARY KEY, metadata jsonb, image vector(1024), image_64 vector(64))`,
    );
    if (graph) await pool.query(`CREATE INDEX ON ${table} USING hnsw (image_64 vector_ip_ops)`);
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        const some = records.slice(next, (next += rowsPerInsert));
        const tuples = some.map(
          (_, i) => `($${i * 4 + 1}, $${i * 4 + 2}, $${i * 4 + 3}, $${i * 4 + 4})`,
        );
        await pool.query(
          `INSERT INTO ${table} VALUES ${tuples.join(',')} ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, image = excluded.image, image_64 = excluded.image_64`,
          some.flatMap((record) => [
            record.id,
            JSON.stringify(record.metadata),
            shownVector(record.vectors.image),
            shownVector(record.vectors.image_64),
          ]),
        );
      }
    };
    await Promise.all([work(), work(), work(), work()]);
  },
});

const ours = (graph: boolean): Side => ({
  name: 'nestvec: COPY in binary, then a merge',
  async run() {
    const store = await nestvec(graph);
    await store.upsert(records);
    await store.close();
  },
});

const langchain: Side = {
  name: '@langchain/community PGVectorStore, HNSW over 1,024',
  async run() {
    await pool.query('DROP TABLE IF EXISTS bench_langchain');
    const embeddings = {} as EmbeddingsInterface; // nothing is embedded
    const store = await PGVectorStore.initialize(embeddings, {
      pool,
      tableName: 'bench_langchain',
      dimensions: 1024,
    });
    await store.createHnswIndex({ dimensions: 1024 });
    await store.addVectors(
      vectors.map((vector) => Array.from(vector)),
      records.map(({ metadata }) => new Document({ pageContent: metadata.title, metadata })),
      { ids: records.map(() => randomUUID()) },
    );
  },
};

const mastra: Side = {
  name: '@mastra/pg PgVector, HNSW over 1,024',
  async run() {
    await pool.query('DROP TABLE IF EXISTS bench_mastra');
    const store = new PgVector({ id: 'bench', connectionString: url });
    await store.createIndex({
      indexName: 'bench_mastra',
      dimension: 1024,
      indexConfig: { type: 'hnsw' },
    });
    await store.upsert({
      indexName: 'bench_mastra',
      vectors: vectors.map((vector) => Array.from(vector)),
      ids: records.map(({ id }) => id),
      metadata: records.map(({ metadata }) => metadata),
    });
    await store.disconnect();
  },
};

async function compare(title: string, sides: readonly Side[]): Promise<void> {
  const seconds = await timeInTurn(sides, rounds);
  const first = seconds[0] ?? Number.NaN;
  console.log(`\n${title}, ${shown(count)} records, median of ${rounds} rounds:\n`);
  printTable(
    ['writer', 'records/s', 'against the first'],
    sides.map(({ name }, i) => {
      const own = seconds[i] ?? Number.NaN;
      return [name, shown(count / own), `${shown(first / own, 2)}x`];
    }),
  );
}

if (isEmbedded) {
  await compare('PGlite', [ours(false), { ...ours(true), name: 'the same with HNSW over 64' }]);
} else {
  const wanted = argv.slice(2);
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  if (isWanted('plain')) await compare('No index', [insert(false), ours(false)]);
  if (isWanted('graph')) await compare('HNSW over the coarse vector', [insert(true), ours(true)]);
  if (isWanted('rivals')) await compare('As they come', [langchain, mastra, ours(true)]);
}
await pool.query(`DROP TABLE IF EXISTS ${table}, bench_langchain, bench_mastra`).catch(() => {}); // without a server
await pool.end();
