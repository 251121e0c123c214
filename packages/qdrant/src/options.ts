import { apiKey, parseInput, type ServerAddress, serverAddress } from '@nestvec/core/kit';
import {
  checkPlace,
  clientSchema,
  type ResolvedServerOptions,
  serverOptionFields,
  type ServerOptions,
  type ServerPlace,
} from '@nestvec/core/store';
import { z } from 'zod';
import type { ClientMethods } from './client.ts';
import { type CollectionNative, collectionNativeSchema } from './native.ts';

/**
 * What `qdrant` takes: where the server is, or your own client, and which collection is meant. Strict mode may set fewer
 * `batchRecords`; `batchBytes` is at most the 32 MiB that a server takes unless it is configured otherwise; `concurrency` is 4.
 */
export type QdrantOptions = QdrantServer & { readonly collection: string };

/** The same without a collection. */
export type QdrantServer = Omit<QdrantSettings, 'collection'> & ServerPlace<ClientMethods>;

/** The same without where the server is. */
export interface QdrantSettings extends ServerOptions {
  /**
   * The server's gRPC port, such as `http://localhost:6334`: vectors are then written and scanned as bytes, several times as
   * fast. Needs `@grpc/grpc-js` and `@bufbuild/protobuf`.
   */
  readonly grpc?: GrpcOptions | undefined;
  /** Settings of a collection that is created here: shards, replication, … Those of a named vector stand in its spec. */
  readonly native?: CollectionNative | undefined;
}

/** Where gRPC is spoken. */
export interface GrpcOptions {
  readonly url: string;
  /** Default: `apiKey`. */
  readonly apiKey?: string | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions extends ResolvedServerOptions {
  readonly apiKey: string | undefined;
  readonly client: ClientMethods | undefined;
  readonly grpc:
    | {
        readonly address: ServerAddress;
        readonly headers: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly native: CollectionNative;
}

/** Bytes of the longest body that a server takes by default, inclusive. */
export const bodyLimit: number = 32 * 2 ** 20;

const schema = z.strictObject({
  ...serverOptionFields({ url: 'http://localhost:6333', maxBatchBytes: bodyLimit, concurrency: 4 }),
  client: clientSchema<ClientMethods>('QdrantClient').optional(),
  grpc: z
    .strictObject({ url: serverAddress('http://localhost:6334'), apiKey: apiKey.optional() })
    .optional(),
  native: collectionNativeSchema.default({}),
});

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: QdrantOptions): ResolvedOptions {
  const given = parseInput(schema, options, 'qdrant');
  checkPlace('qdrant', given);
  const { url: address, grpc, apiKey: key, attach, client, headers, ...rest } = given;
  const ownKey = grpc?.apiKey ?? key;
  return {
    ...rest,
    address,
    apiKey: key,
    attach,
    client,
    headers,
    grpc: grpc && {
      address: grpc.url,
      headers: { ...headers, ...(ownKey === undefined ? {} : { 'api-key': ownKey }) },
    },
  };
}
