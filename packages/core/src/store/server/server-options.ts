import { z } from 'zod';
import { durationMs } from '../../async/duration.ts';
import { invalid } from '../../errors.ts';
import { apiKey } from '../../options/api-key.ts';
import { headersSchema } from '../../options/headers.ts';
import { type ServerAddress, serverAddress } from '../../options/server-address.ts';
import { checkCollectionName } from '../../spec/names.ts';
import { type AttachOptions, attachSchema } from '../collection/attach.ts';

/** Where a server is: by its URL, or by the user's own client. Neither and both are refused. */
export type ServerPlace<Client> =
  | {
      /** Such as `http://localhost` or `https://host/path`; the port is the protocol's own unless it is named. */
      readonly url: string;
      readonly client?: undefined;
    }
  | {
      /** Your own client instead of `url`. It is not closed by `close()`. */
      readonly client: Client;
      readonly url?: undefined;
    };

/** The options that the stores of all servers have, beside where the server is. */
export interface ServerOptions {
  readonly apiKey?: string | undefined;
  /** Sent with every request, such as those that a proxy asks for, or the keys of other services. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly collection: string;
  /** For one request, where no client is given. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Records in one request. Default 1,000. */
  readonly batchRecords?: number | undefined;
  /** Bytes in one request. Default 8 MiB. */
  readonly batchBytes?: number | undefined;
  /** Requests of one write in flight. Default: by the database, 4 in Qdrant and 2 in Weaviate. */
  readonly concurrency?: number | undefined;
  /** What a collection holds that someone else made. */
  readonly attach?: AttachOptions | undefined;
}

/** The same with every default filled in. */
export interface ResolvedServerOptions {
  readonly address: ServerAddress | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly collection: string;
  readonly timeoutMs: number;
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly concurrency: number;
  readonly attach: AttachOptions | undefined;
}

/** What differs between the options of two servers. */
export interface ServerDefaults {
  /** A URL to show. */
  readonly url: string;
  readonly maxBatchBytes: number;
  readonly concurrency: number;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The user's own client, of which only the methods used are known. */
export function clientSchema<Client>(name: string): z.ZodType<Client> {
  return z.custom<Client>(isObject, `must be a ${name}`);
}

/** The fields of a schema of options. */
export function serverOptionFields(defaults: ServerDefaults): {
  readonly url: z.ZodOptional<z.ZodType<ServerAddress, string>>;
  readonly apiKey: z.ZodOptional<z.ZodString>;
  readonly headers: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>>;
  readonly collection: z.ZodString;
  readonly timeoutMs: z.ZodDefault<z.ZodInt>;
  readonly batchRecords: z.ZodDefault<z.ZodInt>;
  readonly batchBytes: z.ZodDefault<z.ZodInt>;
  readonly concurrency: z.ZodDefault<z.ZodInt>;
  readonly attach: z.ZodOptional<z.ZodType<AttachOptions>>;
} {
  return {
    url: serverAddress(defaults.url).optional(),
    apiKey: apiKey.optional(),
    headers: headersSchema.default({}),
    collection: z.string(),
    timeoutMs: durationMs.default(60_000),
    batchRecords: z.int().positive().default(1000),
    batchBytes: z
      .int()
      .min(2 ** 16)
      .max(defaults.maxBatchBytes)
      .default(8 * 2 ** 20),
    concurrency: z.int().positive().max(64).default(defaults.concurrency),
    attach: attachSchema.optional(),
  };
}

/** Throws `invalid-input` unless the collection has a usable name, and a URL or a client is given, not both. */
export function checkPlace(
  database: string,
  given: { readonly url?: unknown; readonly client?: unknown; readonly collection: string },
): void {
  checkCollectionName(given.collection, `${database}.collection`);
  if ((given.url === undefined) === (given.client === undefined))
    throw invalid(database, 'needs exactly one of url and client');
}
