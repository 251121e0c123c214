import { type Command, Option } from 'commander';
import { withJson } from './flags.ts';

const storeNames = ['lancedb', 'qdrant', 'weaviate', 'pinecone'] as const;

/** A database that collections can be in. */
export type StoreName = (typeof storeNames)[number];

/** A database that is a server. */
export type ServerName = Exclude<StoreName, 'lancedb'>;

/** Where LanceDB's collections are, unless `--data` says otherwise. */
export const usualData = '.nestvec';

/** Flags of every command that opens a collection, as they were given. */
export interface PlaceFlags {
  readonly store: StoreName;
  /** LanceDB's only. */
  readonly data?: string;
  /** A server's only; for Pinecone an emulator's. */
  readonly url?: string;
  /** A server's only. */
  readonly grpcUrl?: string;
  /** Pinecone's only: where new indexes are made. */
  readonly cloud?: string;
  readonly json: boolean;
}

/** Adds `--store`, `--data`, `--url`, `--grpc-url`, `--cloud` and `--json`. */
export function withPlace(command: Command): Command {
  const store = new Option('--store <database>', 'database that holds the collection');
  return withJson(
    command
      .addOption(store.choices(storeNames).default('lancedb'))
      .option(
        '--data <place>',
        `LanceDB's folder, or a URI such as s3://bucket/path (default: "${usualData}")`,
      )
      .option(
        '--url <url>',
        "Qdrant's or Weaviate's address, or that of an emulator of Pinecone; keys are read from QDRANT_API_KEY, WEAVIATE_API_KEY and PINECONE_API_KEY only",
      )
      .option(
        '--grpc-url <url>',
        "the server's gRPC address: for Weaviate where it is not port 50051 beside --url, for Qdrant to write faster",
      )
      .option(
        '--cloud <cloud:region>',
        'where Pinecone makes new indexes (default: aws:us-east-1)',
      ),
  );
}
