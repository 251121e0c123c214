import { durationMs, invalid, parseInput } from '@nestvec/core/kit';
import { checkCollectionName } from '@nestvec/core/store';
import { z } from 'zod';
import { attachSchema, type PgAttachOptions } from './attach-options.ts';
import type { PgClient, PgPool } from './database/client.ts';

/** What `pgvector` takes: where the database is, and which collection is meant. */
export type PgvectorOptions = PgvectorSettings & PgvectorPlace;

/** Where the database is. None and several are refused. */
export type PgvectorPlace =
  | {
      /** Of a server: `postgres://user:password@host:5432/database`. */
      readonly url: string;
      /** For `url`, where it does not hold one. Default: what `pg` reads from its environment. */
      readonly password?: string | undefined;
      readonly client?: undefined;
      readonly data?: undefined;
    }
  | {
      /**
       * Your own `Pool` or `Client` of the package `pg` instead of `url`. It is not closed by `close()`. Where a client is inside a
       * transaction, everything is done in that transaction.
       */
      readonly client: PgPool | PgClient;
      readonly url?: undefined;
      readonly password?: undefined;
      readonly data?: undefined;
    }
  | {
      /**
       * A folder for PGlite, PostgreSQL inside this process, instead of a server; or `memory://`, a database that ends with the
       * store. It is the folder `pglite` within, which one process at a time may use.
       */
      readonly data: string;
      readonly url?: undefined;
      readonly password?: undefined;
      readonly client?: undefined;
    };

/** The options of `pgvector` beside where the database is. */
export interface PgvectorSettings {
  readonly collection: string;
  /** The schema that the table is in; it is created by the first collection. Default `public`. */
  readonly schema?: string | undefined;
  /** Connections at once where `url` is given. Default 4. */
  readonly connections?: number | undefined;
  /** For one statement, where `url` is given; building an index may take longer. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Records in one transaction. Default 5,000. */
  readonly batchRecords?: number | undefined;
  /** Bytes in one transaction. Default 16 MiB. */
  readonly batchBytes?: number | undefined;
  /**
   * Records from which `optimize` builds the indexes of vectors; `index.ingest` ends with it. Below, a search compares every record,
   * which is exact and takes milliseconds. 0: they are there from the beginning, and every write waits for them. Default 10,000.
   */
  readonly indexFrom?: number | undefined;
  /**
   * Whether a collection with tenants is made with row-level security: a role that does not own the table sees the rows of the
   * tenant named by the setting `nestvec.tenant` and no others. Default false.
   */
  readonly rowLevelSecurity?: boolean | undefined;
  /** What a table holds that someone else made: `collection` is then only what it is called here. */
  readonly attach?: PgAttachOptions | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions extends PgvectorSettings {
  readonly url?: string | undefined;
  readonly password?: string | undefined;
  readonly client?: PgPool | PgClient | undefined;
  readonly data?: string | undefined;
  readonly schema: string;
  readonly connections: number;
  readonly timeoutMs: number;
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly indexFrom: number;
  readonly rowLevelSecurity: boolean;
}

/** A name that PostgreSQL keeps whole: it cuts longer ones. */
const identifier = z
  .string()
  .min(1, 'is empty')
  .refine((text) => Buffer.byteLength(text) <= 63, 'has more than 63 bytes, which PostgreSQL cuts')
  .refine((text) => !text.includes('\0'), 'holds U+0000');

const schema: z.ZodType<ResolvedOptions> = z.strictObject({
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://, such as postgres://localhost/mydb')
    .optional(),
  password: z.string().optional(),
  client: z
    .custom<PgPool | PgClient>(
      (value) =>
        typeof value === 'object' && value !== null && ('query' in value || 'connect' in value),
      'must be a Pool or a Client of the package pg',
    )
    .optional(),
  data: z
    .string()
    .min(1, 'must name a folder, or be memory://')
    .refine(
      (uri) => !uri.startsWith('~'),
      'starts with ~, which only shells know; give the whole path',
    )
    .refine((uri) => uri === 'memory://' || !uri.includes('://'), 'must be a folder or memory://')
    .optional(),
  collection: z.string(),
  schema: identifier.default('public'),
  connections: z.int().positive().max(64).default(4),
  timeoutMs: durationMs.default(60_000),
  batchRecords: z.int().positive().default(5000),
  batchBytes: z
    .int()
    .min(2 ** 16)
    .max(256 * 2 ** 20)
    .default(16 * 2 ** 20),
  indexFrom: z.int().min(0).default(10_000),
  rowLevelSecurity: z.boolean().default(false),
  attach: attachSchema.optional(),
});

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: PgvectorOptions): ResolvedOptions {
  const resolved = parseInput(schema, options, 'pgvector');
  checkCollectionName(resolved.collection, 'pgvector.collection');
  const places = [resolved.url, resolved.client, resolved.data].filter((one) => one !== undefined);
  if (places.length !== 1) throw invalid('pgvector', 'needs exactly one of url, client and data');
  if (resolved.password !== undefined && resolved.url === undefined)
    throw invalid('pgvector.password', 'goes with url; a client has its own, and PGlite none');
  return resolved;
}
