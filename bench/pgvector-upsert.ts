import { randomUUID } from 'node:crypto';
import { argv } from 'node:process';
import { PGlite } from '@electric-sql/pglite';
import { vector as pgliteVector } from '@electric-sql/pglite-pgvector';
import { PGVectorStore } from '@langchain/community/vectorstores/pgvector';
import { Document } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { PgVector } from '@mastra/pg';
import pg from 'pg';
import { type Store, truncate } from '../packages/core/dist/index.js';
import { pgvector } from '../packages/pgvector/dist/index.js';
import { numberFrom, postgresUrl as url } from './support/environment.ts';
import { timeInTurn, type Side } from './support/rounds.ts';
import { clipSpec } from './support/spec.ts';
import { printTable, shown } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';

// One vector of 1,024 numbers and its 64 first per record, and a small metadata, on the server of NESTVEC_POSTGRES_URL
// (`node pgvector-upsert.ts`, or some of `plain graph rivals`) or in PGlite (`node pgvector-upsert.ts pglite`). Every side writes all records
// into an empty table, which is made before and not measured.

const count = numberFrom('VECTORS', 3000);
const rounds = numberFrom('ROUNDS', 3);
const rowsPerInsert = 500;
const vectors = randomVectors(count, 1024, 1);
const records = vectors.map((image, i) => ({
  id: `record ${i}`,
  vectors: { image, image_64: truncate(image, 64) },
  metadata: { title: `record ${i}`, n: i },
}));
const table = 'bench_upsert';
const rivalTable = { insert: 'bench_insert', langchain: 'bench_langchain', mastra: 'bench_mastra' };

/** A statement, on a server or in PGlite. */
type Query = (text: string, values?: unknown[]) => Promise<unknown>;

/** nestvec with an index over the coarse vector that is there from the beginning or built at the end, or none. */
function ours(name: string, store: Store, graph: boolean, isBuiltAtEnd = false): Side {
  return {
    name,
    async prepare() {
      await store.drop();
      const image = { modality: 'image', graph: false } as const;
      const image_64 = { modality: 'image', dimensions: 64, graph } as const;
      await store.apply(await store.plan(clipSpec(table, { image, image_64 })));
    },
    async run() {
      await store.upsert(records);
      if (isBuiltAtEnd) await store.optimize();
    },
  };
}

const shownVector = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** What people write by hand: many rows in one statement, several at once. */
function insert(query: Query, graph: boolean, atOnce: number): Side {
  const into = rivalTable.insert;
  return {
    name: `INSERT … ON CONFLICT, ${rowsPerInsert} rows a statement, ${atOnce} at once`,
    async prepare() {
      await query(`DROP TABLE IF EXISTS ${into}`);
      await query(
        `CREATE TABLE ${into} (id text PRIMARY KEY, metadata jsonb, image vector(1024), image_64 vector(64))`,
      );
      if (graph) await query(`CREATE INDEX ON ${into} USING hnsw (image_64 vector_ip_ops)`);
    },
    async run() {
      let next = 0;
      const work = async (): Promise<void> => {
        while (next < count) {
          const some = records.slice(next, (next += rowsPerInsert));
          const tuples = some.map(
            (_, i) => `($${i * 4 + 1}, $${i * 4 + 2}, $${i * 4 + 3}, $${i * 4 + 4})`,
          );
          await query(
            `INSERT INTO ${into} VALUES ${tuples.join(',')} ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, image = excluded.image, image_64 = excluded.image_64`,
            some.flatMap((record) => [
              record.id,
              JSON.stringify(record.metadata),
              shownVector(record.vectors.image),
              shownVector(record.vectors.image_64),
            ]),
          );
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    },
  };
}

/** Each of its stores keeps a client of its pool until it ends, with which the pool ends too. */
function langchain(pool: pg.Pool): Side & { readonly end: () => Promise<void> } {
  let add: (() => Promise<void>) | undefined;
  let end: (() => Promise<void>) | undefined;
  return {
    name: '@langchain/community PGVectorStore, HNSW over 1,024',
    async prepare() {
      await end?.();
      await pool.query(`DROP TABLE IF EXISTS ${rivalTable.langchain}`);
      const embeddings = {} as EmbeddingsInterface; // nothing is embedded
      const store = await PGVectorStore.initialize(embeddings, {
        pool: new pg.Pool({ connectionString: url, max: 4 }),
        tableName: rivalTable.langchain,
        dimensions: 1024,
      });
      await store.createHnswIndex({ dimensions: 1024 });
      end = async () => await store.end();
      add = async () => {
        await store.addVectors(
          vectors.map((vector) => Array.from(vector)),
          records.map(({ metadata }) => new Document({ pageContent: metadata.title, metadata })),
          { ids: records.map(() => randomUUID()) },
        );
      };
    },
    run: async () => await add?.(),
    end: async () => await end?.(),
  };
}

function mastra(store: PgVector): Side {
  const indexName = rivalTable.mastra;
  return {
    name: '@mastra/pg PgVector, HNSW over 1,024',
    async prepare() {
      await store.deleteIndex({ indexName }); // it remembers what it made
      await store.createIndex({ indexName, dimension: 1024, indexConfig: { type: 'hnsw' } });
    },
    async run() {
      await store.upsert({
        indexName,
        vectors: vectors.map((vector) => Array.from(vector)),
        ids: records.map(({ id }) => id),
        metadata: records.map(({ metadata }) => metadata),
      });
    },
  };
}

/** Prints the sides with how many times as fast those of ours are, which come last. */
async function compare(title: string, sides: readonly Side[], own = 1): Promise<void> {
  const seconds = await timeInTurn(sides, rounds);
  const ownSeconds = seconds.slice(-own);
  console.log(`\n${title}, ${shown(count)} records, median of ${rounds} rounds:\n`);
  printTable(
    ['writer', 'records/s', ...ownSeconds.map((_, i) => `nestvec${own > 1 ? ` ${i + 1}` : ''}`)],
    sides.map(({ name }, i) => {
      const other = seconds[i] ?? Number.NaN;
      const place = i - (sides.length - own);
      return [
        place >= 0 && own > 1 ? `nestvec ${place + 1}: ${name}` : name,
        shown(count / other),
        ...ownSeconds.map((one) => `${shown(other / one, 2)}x`),
      ];
    }),
  );
}

const copying = 'COPY in binary, then a merge';

async function onServer(wanted: readonly string[]): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  await pool.query('CREATE EXTENSION IF NOT EXISTS vector');
  const query: Query = async (text, values) => await pool.query(text, values);
  const store = pgvector({ url, collection: table, indexFrom: 0 });
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  if (isWanted('plain'))
    await compare('PostgreSQL, no index', [insert(query, false, 4), ours(copying, store, false)]);
  if (isWanted('graph'))
    await compare('PostgreSQL, HNSW over the coarse vector', [
      insert(query, true, 4),
      ours(copying, store, true),
    ]);
  if (isWanted('rivals')) {
    const theirs = new PgVector({ id: 'bench', connectionString: url });
    const chain = langchain(pool);
    const asItComes = pgvector({ url, collection: table, indexFrom: 1 });
    await compare(
      'PostgreSQL, as they come',
      [
        chain,
        mastra(theirs),
        ours(`${copying} into HNSW over 64`, store, true),
        ours(`${copying}, and HNSW over 64 built by optimize()`, asItComes, true, true),
      ],
      2,
    );
    await asItComes.close();
    await chain.end();
    await theirs.disconnect();
  }
  await store.drop();
  await store.close();
  await pool.query(`DROP TABLE IF EXISTS ${Object.values(rivalTable).join(', ')}`);
  await pool.end();
}

async function inPglite(): Promise<void> {
  const database = await PGlite.create({ extensions: { vector: pgliteVector } });
  await database.exec('CREATE EXTENSION vector');
  const query: Query = async (text, values) => await database.query(text, values);
  const store = pgvector({ data: 'memory://', collection: table, indexFrom: 0 });
  await compare('PGlite, no index', [insert(query, false, 1), ours(copying, store, false)]);
  await compare('PGlite, HNSW over the coarse vector', [
    insert(query, true, 1),
    ours(copying, store, true),
  ]);
  await store.close();
  await database.close();
}

if (argv[2] === 'pglite') await inPglite();
else await onServer(argv.slice(2));
