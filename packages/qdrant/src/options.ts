import {
  apiKey,
  checkCollectionName,
  durationMs,
  invalid,
  parseInput,
  type ServerAddress,
  serverAddress,
} from '@nestvec/core/store';
import { z } from 'zod';
import { type AttachOptions, attachSchema } from './attach-options.ts';
import type { ClientMethods } from './client.ts';
import { type CollectionNative, collectionNativeSchema } from './native.ts';

/** What `qdrant` takes: where the server is, or your own client, and which collection is meant. */
export interface QdrantOptions {
  /** Such as `http://localhost:6333` or `https://host/path`; the port is the protocol's own unless it is named. */
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Your own `QdrantClient` instead of `url`. It is not closed by `close()`. */
  readonly client?: ClientMethods | undefined;
  readonly collection: string;
  /**
   * The server's gRPC port, such as `http://localhost:6334`: vectors are then written and scanned as bytes, several times as
   * fast. Needs `@grpc/grpc-js` and `@bufbuild/protobuf`.
   */
  readonly grpc?: GrpcOptions | undefined;
  /** For one request, where no client is given. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Records in one request. Default 1,000; strict mode may set less. */
  readonly batchRecords?: number | undefined;
  /** Bytes in one request. Default 8 MiB, at most the 32 MiB that a server takes unless it is configured otherwise. */
  readonly batchBytes?: number | undefined;
  /** Requests of one write in flight. Default 4. */
  readonly concurrency?: number | undefined;
  /** Settings of a collection that is created here: shards, replication, … Those of a named vector stand in its spec. */
  readonly native?: CollectionNative | undefined;
  /** What a collection holds that someone else made. */
  readonly attach?: AttachOptions | undefined;
}

/** Where gRPC is spoken. */
export interface GrpcOptions {
  readonly url: string;
  /** Default: `apiKey`. */
  readonly apiKey?: string | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly address: ServerAddress | undefined;
  readonly apiKey: string | undefined;
  readonly client: ClientMethods | undefined;
  readonly collection: string;
  readonly grpc:
    | { readonly address: ServerAddress; readonly apiKey: string | undefined }
    | undefined;
  readonly timeoutMs: number;
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly concurrency: number;
  readonly native: CollectionNative;
  readonly attach: AttachOptions | undefined;
}

/** Bytes of the longest body that a server takes by default, inclusive. */
export const bodyLimit: number = 32 * 2 ** 20;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const schema = z.strictObject({
  url: serverAddress('http://localhost:6333').optional(),
  apiKey: apiKey.optional(),
  client: z.custom<ClientMethods>(isObject, 'must be a QdrantClient').optional(),
  collection: z.string(),
  grpc: z
    .strictObject({ url: serverAddress('http://localhost:6334'), apiKey: apiKey.optional() })
    .optional(),
  timeoutMs: durationMs.default(60_000),
  batchRecords: z.int().positive().default(1000),
  batchBytes: z
    .int()
    .min(2 ** 16)
    .max(bodyLimit)
    .default(8 * 2 ** 20),
  concurrency: z.int().positive().max(64).default(4),
  native: collectionNativeSchema.default({}),
  attach: attachSchema.optional(),
});

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: QdrantOptions): ResolvedOptions {
  const { url: address, client, grpc, ...rest } = parseInput(schema, options, 'qdrant');
  checkCollectionName(rest.collection, 'qdrant.collection');
  if ((address === undefined) === (client === undefined))
    throw invalid('qdrant', 'needs exactly one of url and client');
  return {
    ...rest,
    apiKey: rest.apiKey,
    attach: rest.attach,
    client,
    address,
    grpc:
      grpc === undefined
        ? undefined
        : {
            address: grpc.url,
            apiKey: grpc.apiKey ?? rest.apiKey,
          },
  };
}
