import { parseInput, type ServerAddress, serverAddress } from '@nestvec/core/kit';
import {
  checkPlace,
  clientSchema,
  type ResolvedServerOptions,
  serverOptionFields,
  type ServerOptions,
  type ServerPlace,
} from '@nestvec/core/store';
import { z } from 'zod';
import { grpcBeside } from './address.ts';
import type { Consistency } from './api.ts';
import type { ClientMethods } from './client-collection.ts';
import { type CollectionNative, collectionNativeSchema } from './native.ts';

/**
 * What `weaviate` takes: where the server is, or your own client, and which collection is meant. `batchBytes` is at most the
 * 104,858,000 bytes that a server takes; `concurrency` is 2, since one at a time nearly fills a server that builds a graph.
 */
export type WeaviateOptions = WeaviateServer & { readonly collection: string };

/** The same without a collection. */
export type WeaviateServer = Omit<WeaviateSettings, 'collection'> & ServerPlace<ClientMethods>;

/** The same without where the server is. */
export interface WeaviateSettings extends ServerOptions {
  /**
   * The server's gRPC port, such as `http://localhost:50051`. With `url` it is found by itself where it is the usual one; with
   * `client` it opens a transport of bytes for bulk writes, several times as fast as the client's. Needs `@grpc/grpc-js` and
   * `@bufbuild/protobuf`.
   */
  readonly grpc?: GrpcOptions | undefined;
  /** How many replicas must have answered a read or a write. Default: what the server has for each. */
  readonly consistency?: Consistency | undefined;
  /** Settings of a collection that is created here: replicas, shards, … Those of a named vector stand in its spec. */
  readonly native?: CollectionNative | undefined;
}

/** Where gRPC is spoken. */
export interface GrpcOptions {
  readonly url: string;
}

/** Options with every default filled in; the key is among the headers. */
export interface ResolvedOptions extends ResolvedServerOptions {
  readonly client: ClientMethods | undefined;
  readonly grpc: ServerAddress | undefined;
  readonly consistency: Consistency | undefined;
  readonly native: CollectionNative;
}

/** Bytes of the longest message that a server takes. */
export const messageLimit: number = 104_858_000;

const schema = z.strictObject({
  ...serverOptionFields({
    url: 'http://localhost:8080',
    maxBatchBytes: messageLimit,
    concurrency: 2,
  }),
  client: clientSchema<ClientMethods>('WeaviateClient').optional(),
  grpc: z.strictObject({ url: serverAddress('http://localhost:50051') }).optional(),
  consistency: z.enum(['ONE', 'QUORUM', 'ALL']).optional(),
  native: collectionNativeSchema.default({}),
});

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: WeaviateOptions): ResolvedOptions {
  const given = parseInput(schema, options, 'weaviate');
  checkPlace('weaviate', given);
  const { url, apiKey, attach, client, consistency, grpc, headers, ...rest } = given;
  return {
    ...rest,
    address: url,
    headers: apiKey === undefined ? headers : { ...headers, authorization: `Bearer ${apiKey}` },
    attach,
    client,
    consistency,
    grpc: grpc?.url ?? (url && grpcBeside(url)),
  };
}
