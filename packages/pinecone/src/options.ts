import { apiKey, durationMs, headersSchema, httpUrl, invalid, parseInput } from '@nestvec/core/kit';
import { checkCollectionName } from '@nestvec/core/store';
import { z } from 'zod';
import { type AttachOptions, attachSchema, checkAttach } from './attach-options.ts';
import type { ClientSource } from './client.ts';
import type { TextKeeper } from './long-text.ts';

/** What `pinecone` takes: a key or your own client, and which collection is meant. */
export type PineconeOptions = PineconeSettings & PineconeAccess;

/** Who asks. Neither and both are refused. */
export type PineconeAccess =
  | { readonly apiKey: string; readonly client?: undefined }
  | {
      /** Your own `Pinecone` instead of `apiKey`; its configuration is used, except for its retries. */
      readonly client: ClientSource;
      readonly apiKey?: undefined;
    };

/** The options of `pinecone` beside who asks. */
export interface PineconeSettings {
  readonly collection: string;
  /** Sent with every request, beside those of `client`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where the control plane is, for an emulator. Default: the client's, `https://api.pinecone.io`. */
  readonly controllerHost?: string | undefined;
  /** Where to reach an index, by the host that the control plane says: for emulators and proxies. Default: there. */
  readonly indexHost?: ((host: string) => string) | undefined;
  /** For indexes that are created here. Default `aws`. */
  readonly cloud?: 'aws' | 'gcp' | 'azure' | undefined;
  /** For indexes that are created here. Default `us-east-1`. */
  readonly region?: string | undefined;
  /** Whether indexes that are created here are protected from being deleted, by this store as well. Default false. */
  readonly deletionProtection?: boolean | undefined;
  /** Tags for indexes that are created here. An index has at most 20, most of which the collection's memory may need. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** What an index holds that someone else made: `collection` is then only what it is called here. */
  readonly attach?: AttachOptions | undefined;
  /** Whether a write waits until searches see it. Without, `capabilities.readAfterWrite` is `eventual`. Default true. */
  readonly readAfterWrite?: boolean | undefined;
  /** Keeps texts that are too long for Pinecone. Default: they are refused. */
  readonly longText?: TextKeeper | undefined;
  /** For one request. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** For a new index to become ready, a deleted one to go, a write to be seen. Default 300,000. */
  readonly waitMs?: number | undefined;
  /** Records in one request, at most 1,000. Default 1,000; 2 MB are usually reached before. */
  readonly batchRecords?: number | undefined;
  /** Requests of one write in flight. Default 4. */
  readonly concurrency?: number | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions extends PineconeSettings {
  readonly apiKey?: string | undefined;
  readonly client?: ClientSource | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly cloud: 'aws' | 'gcp' | 'azure';
  readonly region: string;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly readAfterWrite: boolean;
  readonly timeoutMs: number;
  readonly waitMs: number;
  readonly batchRecords: number;
  readonly concurrency: number;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const isFunction = (value: unknown): boolean => typeof value === 'function';

const schema: z.ZodType<ResolvedOptions> = z.strictObject({
  apiKey: apiKey.optional(),
  client: z.custom<ClientSource>(isObject, 'must be a Pinecone client').optional(),
  collection: z.string(),
  headers: headersSchema.default({}),
  controllerHost: httpUrl('http://localhost:5080')
    .transform(({ href }) => href.replace(/\/$/, ''))
    .optional(),
  indexHost: z.custom<(host: string) => string>(isFunction, 'must be a function').optional(),
  cloud: z.enum(['aws', 'gcp', 'azure']).default('aws'),
  region: z.string().min(1).default('us-east-1'),
  deletionProtection: z.boolean().default(false),
  tags: z
    .record(
      z.string(),
      z.string().regex(/^[\x20-\x7E]{1,120}$/, 'must have 1 to 120 printable ASCII characters'),
    )
    .refine(
      (tags) => Object.keys(tags).every((key) => /^(?!nestvec)[A-Za-z0-9_-]{1,80}$/.test(key)),
      'has a name that is not 1 to 80 letters, digits, _ or -, or one that begins with nestvec, which is ours',
    )
    .default({}),
  attach: attachSchema.optional(),
  readAfterWrite: z.boolean().default(true),
  longText: z.custom<TextKeeper>(isObject, 'must have put and get').optional(),
  timeoutMs: durationMs.default(60_000),
  waitMs: durationMs.default(300_000),
  batchRecords: z.int().positive().max(1000).default(1000),
  concurrency: z.int().positive().max(64).default(4),
});

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: PineconeOptions): ResolvedOptions {
  const resolved = parseInput(schema, options, 'pinecone');
  checkCollectionName(resolved.collection, 'pinecone.collection');
  if ((resolved.apiKey === undefined) === (resolved.client === undefined))
    throw invalid('pinecone', 'needs exactly one of apiKey and client');
  if (resolved.attach !== undefined) checkAttach(resolved.attach);
  return resolved;
}
