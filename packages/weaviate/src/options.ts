import {
  apiKey,
  checkCollectionName,
  durationMs,
  headersSchema,
  invalid,
  parseInput,
  type ServerAddress,
  serverAddress,
} from '@nestvec/core/store';
import { z } from 'zod';
import { grpcBeside } from './address.ts';
import type { Consistency } from './api.ts';
import { type AttachOptions, attachSchema } from './attach-options.ts';
import type { ClientMethods } from './client-collection.ts';
import { type CollectionNative, collectionNativeSchema } from './native.ts';

/** What `weaviate` takes: where the server is, or your own client, and which collection is meant. */
export interface WeaviateOptions {
  /** Such as `http://localhost:8080` or `https://host/path`; the port is the protocol's own unless it is named. */
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Sent with every request, such as the keys of other services. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Your own `WeaviateClient` instead of `url`. It is not closed by `close()`. */
  readonly client?: ClientMethods | undefined;
  readonly collection: string;
  /**
   * The server's gRPC port, such as `http://localhost:50051`. With `url` it is found by itself where it is the usual one; with
   * `client` it opens a transport of bytes for bulk writes, several times as fast as the client's. Needs `@grpc/grpc-js` and
   * `@bufbuild/protobuf`.
   */
  readonly grpc?: GrpcOptions | undefined;
  /** For one request, where no client is given. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Records in one request. Default 1,000. */
  readonly batchRecords?: number | undefined;
  /** Bytes in one request. Default 8 MiB, at most the 104,858,000 bytes that a server takes. */
  readonly batchBytes?: number | undefined;
  /** Requests of one write in flight. Default 2: one at a time nearly fills a server that builds a graph. */
  readonly concurrency?: number | undefined;
  /** How many replicas must have answered a read or a write. Default: what the server has for each. */
  readonly consistency?: Consistency | undefined;
  /** Settings of a collection that is created here: replicas, shards, … Those of a named vector stand in its spec. */
  readonly native?: CollectionNative | undefined;
  /** What a collection holds that someone else made. */
  readonly attach?: AttachOptions | undefined;
}

/** Where gRPC is spoken. */
export interface GrpcOptions {
  readonly url: string;
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly address: ServerAddress | undefined;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly client: ClientMethods | undefined;
  readonly collection: string;
  readonly grpc: ServerAddress | undefined;
  readonly timeoutMs: number;
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly concurrency: number;
  readonly consistency: Consistency | undefined;
  readonly native: CollectionNative;
  readonly attach: AttachOptions | undefined;
}

/** Bytes of the longest message that a server takes. */
export const messageLimit: number = 104_858_000;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const schema = z.strictObject({
  url: serverAddress('http://localhost:8080').optional(),
  apiKey: apiKey.optional(),
  headers: headersSchema.default({}),
  client: z.custom<ClientMethods>(isObject, 'must be a WeaviateClient').optional(),
  collection: z.string(),
  grpc: z.strictObject({ url: serverAddress('http://localhost:50051') }).optional(),
  timeoutMs: durationMs.default(60_000),
  batchRecords: z.int().positive().default(1000),
  batchBytes: z
    .int()
    .min(2 ** 16)
    .max(messageLimit)
    .default(8 * 2 ** 20),
  concurrency: z.int().positive().max(64).default(2),
  consistency: z.enum(['ONE', 'QUORUM', 'ALL']).optional(),
  native: collectionNativeSchema.default({}),
  attach: attachSchema.optional(),
});

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: WeaviateOptions): ResolvedOptions {
  const { url: address, client, grpc, ...rest } = parseInput(schema, options, 'weaviate');
  checkCollectionName(rest.collection, 'weaviate.collection');
  if ((address === undefined) === (client === undefined))
    throw invalid('weaviate', 'needs exactly one of url and client');
  return {
    ...rest,
    apiKey: rest.apiKey,
    consistency: rest.consistency,
    attach: rest.attach,
    client,
    address,
    grpc: grpc?.url ?? (address && grpcBeside(address)),
  };
}
