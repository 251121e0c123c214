import { parseInput } from '@nestvec/core/kit';
import { checkCollectionName } from '@nestvec/core/store';
import type { Connection } from '@lancedb/lancedb';
import { z } from 'zod';
import { type LanceAttachOptions, attachSchema } from './attach-options.ts';
import type { LanceModule } from './client.ts';

/** What `lancedb` takes: where the database is, or a connection to it, and which collection is meant. */
export type LanceOptions = LanceSettings & LancePlace;

/** Where the database is. Neither and both are refused. */
export type LancePlace =
  | {
      /**
       * A folder, which is created by the first collection, an object store's URI such as `s3://bucket/path`, or `memory://`, a
       * database that ends with the store.
       */
      readonly uri: string;
      readonly connection?: undefined;
    }
  | {
      /** Your own connection instead of `uri`. It is not closed by `close()`. */
      readonly connection: Connection;
      readonly uri?: undefined;
    };

/** The options of `lancedb` beside where the database is. */
export interface LanceSettings {
  readonly collection: string;
  /** Credentials and settings of the object store, as LanceDB takes them. */
  readonly storageOptions?: Readonly<Record<string, string>> | undefined;
  /** What a table holds that someone else made: `collection` is then only what it is called here. */
  readonly attach?: LanceAttachOptions | undefined;
  /** LanceDB's module, where the installed peer is not the one to use. */
  readonly module?: LanceModule | undefined;
  /**
   * Records from which `optimize` builds indexes, at least 256. Below, a search compares every record, which is exact and takes
   * milliseconds. Default 50,000.
   */
  readonly indexFrom?: number | undefined;
  /**
   * Says that no other process writes to the collection while this one does. New ids are then appended without LanceDB's
   * comparing them with all that are stored, whose time and memory grow with the table. The keys are remembered instead, in 10
   * to 13 bytes each. If it is not true, an id may be stored twice. Default false.
   */
  readonly exclusive?: boolean | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions extends LanceSettings {
  readonly uri?: string | undefined;
  readonly connection?: Connection | undefined;
  readonly indexFrom: number;
  readonly exclusive: boolean;
}

const schema: z.ZodType<ResolvedOptions> = z.strictObject({
  uri: z
    .string()
    .min(1, 'must name a folder or an object store')
    .refine(
      (uri) => !uri.startsWith('~'),
      'starts with ~, which only shells know; give the whole path',
    )
    .refine((uri) => !uri.startsWith('db://'), 'is LanceDB Cloud; use a folder or an object store')
    .optional(),
  connection: z
    .custom<Connection>((value) => typeof value === 'object' && value !== null)
    .optional(),
  collection: z.string(),
  storageOptions: z.record(z.string(), z.string()).optional(),
  attach: attachSchema.optional(),
  module: z.custom<LanceModule>((value) => typeof value === 'object' && value !== null).optional(),
  indexFrom: z
    .int()
    .min(256, 'must be at least 256, the fewest rows that an index can be trained on')
    .default(50_000),
  exclusive: z.boolean().default(false),
});

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: LanceOptions): ResolvedOptions {
  const resolved = parseInput(schema, options, 'lancedb');
  checkCollectionName(resolved.collection, 'lancedb.collection');
  parseInput(
    z.literal(true, 'needs exactly one of uri and connection'),
    (resolved.uri === undefined) !== (resolved.connection === undefined),
    'lancedb',
  );
  return resolved;
}
